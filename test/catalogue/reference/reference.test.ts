// The API reference: every public name has words, a room, and what a reader needs to call it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  type ApiItem,
  docText,
  isType,
  publicItems,
  reference,
  referenceGroups,
  signature,
} from "../../../src/catalogue/reference/index.js";
import { displaySymbol, mimeType } from "../../../src/ground/mime.js";

const dist = join(import.meta.dirname, "..", "..", "..", "dist");
const text = (file: string) => readFileSync(join(dist, file), "utf8");
const items = publicItems(JSON.parse(text("flopbook.api.json")), text("bundle/index.d.ts"));
const values = items.filter((item) => !isType(item));

describe("the public names", () => {
  it("are all in the model of the declarations", async () => {
    const door = Object.keys(await import("../../../src/index.js")).sort();
    expect(values.map(({ name }) => name).sort()).toEqual(door);
  });

  it("have a comment of a sentence, every value of them", () => {
    const bad = values.filter((item) => !/[\w)`"][.:](\s|$)/.test(docText(item)));
    expect(bad.map(({ name }) => name)).toEqual([]);
  });

  it("name the unit where they are bare numbers", () => {
    const bare = values.filter((item) => /(?:=>|\)?:) number;?$/.test(signature(item)));
    const unit =
      /byte|second|operation|FLOP|percent|factor|share|parameter|token|unit|count|number|error|ratio/i;
    expect(bare.filter((item) => !unit.test(docText(item))).map(({ name }) => name)).toEqual([]);
  });

  it("stand in a group each, and in one", () => {
    const grouped = referenceGroups(items).flatMap((group) => group.items);
    expect(grouped).toHaveLength(items.length);
    expect(new Set(grouped).size).toBe(items.length);
  });
});

describe("an entry", () => {
  const markdown = (item: Partial<ApiItem>) => {
    const group = {
      title: "T",
      items: [{ kind: "Function", name: "f", docComment: "", excerptTokens: [], ...item }],
    };
    return String(reference([group], "T")[displaySymbol]()[mimeType.markdown]);
  };

  it("prints signature and words, and an instruction to a page as code", () => {
    const entry = markdown({
      docComment: "/**\n * Cites as [@id].\n */\n",
      excerptTokens: [
        { text: "export declare function f(): " },
        { text: 'import("../a.js").' },
        { text: "A;" },
      ],
    });
    expect(entry).toBe("**`f`**: Cites as `[@id]`.\n\n```ts\nfunction f(): A;\n```");
  });

  it("prints a formula with its letters, units and source", () => {
    const type = 'x: FormulaOf<{\n readonly m: "1";\n}, "matmul.flop">';
    const entry = markdown({ kind: "Variable", excerptTokens: [{ text: type }] });
    expect(entry).toContain("Formula `matmul.flop` of");
    expect(entry).toMatch(/^\$\$.*=.*\$\$$/m);
    expect(entry).toContain("Source: ");
  });

  it("tells of a title that no group has", () => {
    expect(() => reference([], "T")).toThrow(/no such group, got "T"/);
  });
});
