// A judged example in words: one sentence that may stand alone, and the bundle that a notebook cell emits.
import { type CitationJson, type MimeBundle, mimeType, type VerdictJson } from "../ground/mime.js";
import type { ExampleResult } from "./result.js";

/** What the words are made of. */
type JudgedWords = Pick<
  ExampleResult,
  | "id"
  | "title"
  | "document"
  | "where"
  | "statedText"
  | "statedTex"
  | "computedText"
  | "correctText"
  | "verdict"
  | "cause"
  | "problem"
>;

/** The verdict as a notebook shows it: for the page, as Markdown, as text. */
export function verdictBundle(result: JudgedWords): MimeBundle {
  const { verdict } = result;
  if (verdict === null) return { [mimeType.text]: `${result.title}: ${verdictSentence(result)}` };
  const sentence = sentenceOn(
    result,
    result.statedTex === null ? result.statedText : `$${result.statedTex}$`,
  );
  const citation: CitationJson = { source: result.document, place: result.where };
  const json: VerdictJson = {
    id: result.id,
    title: result.title,
    verdict,
    sentence,
    ...(result.cause === null ? {} : { cause: result.cause }),
    citation,
  };
  const named = `${result.title}: ${verdict.replace("-", " ")}.`;
  const because = result.cause === null ? "" : ` ${result.cause}`;
  return {
    [mimeType.verdict]: json,
    [mimeType.markdown]: `**${named}** ${sentence}${because}`,
    [mimeType.text]: `${named} ${verdictSentence(result)}${because}`,
  };
}

/** One sentence that may stand alone: what is stated, what comes out, and what is right. */
export function verdictSentence(result: JudgedWords): string {
  return sentenceOn(result, result.statedText);
}

function sentenceOn({ computedText, correctText, verdict, problem }: JudgedWords, stated: string): string {
  if (verdict === null) return problem ?? "It could not be computed.";
  const own = `Stated ${stated}, computed ${computedText}`;
  if (verdict === "agrees") return `${own}.`;
  if (verdict === "rounding") return `${own}: the digits were rounded on the way.`;
  if (verdict === "wrong-premise")
    return `Stated ${stated}; its own inputs give ${computedText}, and with the premise put right it is ${correctText}.`;
  return correctText === computedText ? `${own}.` : `${own}; right: ${correctText}.`;
}
