// Claims, conflicts and findings of our own are told apart, and name documents as a reader knows them.
import { describe, expect, it } from "vitest";
import { documents, examples } from "../../src/documents/index.js";
import { evaluateExamples } from "../../src/examples/index.js";

const named: ReadonlySet<string> = new Set(Object.values(documents).map(({ id }) => id));
const ofKind = (kind: string) => examples.filter((one) => one.kind === kind);

describe("the records by kind", () => {
  it("are the 451 listed claims, the conflicts between them, and one finding beside them", () => {
    expect(ofKind("claim")).toHaveLength(451); // claims.json
    expect(ofKind("own").map(({ id }) => id)).toEqual(["opt-nesterov-look-ahead"]);
    expect(ofKind("conflict").map(({ id }) => id)).toEqual(
      examples.map(({ id }) => id).filter((id) => id.startsWith("x-")),
    );
  });

  it("have two sides where they are conflicts, each with its document, and none elsewhere", () => {
    for (const { sides } of ofKind("conflict")) {
      expect(sides).toHaveLength(2);
      expect(sides.filter(({ says, source }) => says.length > 3 && named.has(source.id))).toHaveLength(2);
    }
    expect(examples.filter(({ kind, sides }) => kind !== "conflict" && sides.length > 0)).toEqual([]);
  });

  it("say of every conflict which side is used", () => {
    const silent = evaluateExamples(ofKind("conflict"))
      .map(({ id, cause, note }) => ({ id, words: cause ?? note ?? "" }))
      .filter(
        ({ words }) =>
          !/\b[Ww]e (use|take|make|keep|do|count|compute)|[Bb]oth are kept|both are kept/.test(words),
      );
    expect(silent).toEqual([]);
  });

  it("never call a document by the number of its file", () => {
    const words = evaluateExamples(examples).flatMap(
      ({ id, title, where, question, cause, note, statedText, sides }) =>
        [title, where, question, cause, note, statedText, ...sides.map(({ says }) => says)].map((text) => ({
          id,
          text,
        })),
    );
    expect(words.filter(({ text }) => /seeds? 0/i.test(text ?? ""))).toEqual([]);
  });
});
