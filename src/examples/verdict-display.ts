// A judged example in words: one sentence that may stand alone, and the bundle that a notebook cell emits.
import { type CitationJson, type MimeBundle, mimeType, type VerdictJson } from "../mime.js";
import type { ExampleResult } from "./result.js";

/** What the words are made of. */
type JudgedWords = Pick<
  ExampleResult,
  | "id"
  | "title"
  | "document"
  | "where"
  | "statedText"
  | "computedText"
  | "correctText"
  | "verdict"
  | "cause"
  | "problem"
>;

/** The verdict as a notebook shows it: for the page, as Markdown, as text. */
export function verdictBundle(result: JudgedWords): MimeBundle {
  const { verdict } = result;
  const sentence = verdictSentence(result);
  if (verdict === null) return { [mimeType.text]: `${result.title}: ${sentence}` };
  const citation: CitationJson = { source: result.document, place: result.where };
  const json: VerdictJson = {
    id: result.id,
    title: result.title,
    verdict,
    sentence,
    ...(result.cause === null ? {} : { cause: result.cause }),
    citation,
  };
  const words = [
    `${result.title}: ${verdict.replace("-", " ")}.`,
    sentence,
    ...(result.cause === null ? [] : [result.cause]),
  ];
  return {
    [mimeType.verdict]: json,
    [mimeType.markdown]: `**${words[0]}** ${words.slice(1).join(" ")}`,
    [mimeType.text]: words.join(" "),
  };
}

/** One sentence that may stand alone: what is stated, what comes out, and what is right. */
export function verdictSentence(result: JudgedWords): string {
  const { statedText, computedText, correctText, verdict } = result;
  if (verdict === null) return result.problem ?? "It could not be computed.";
  if (verdict === "agrees") return `Stated ${statedText}, computed ${computedText}.`;
  if (verdict === "rounding")
    return `Stated ${statedText}, computed ${computedText}: the digits were rounded on the way.`;
  const own = `Stated ${statedText}; its own inputs give ${computedText}`;
  return correctText === computedText ? `${own}.` : `${own}, and with the premise put right ${correctText}.`;
}
