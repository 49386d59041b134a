// Which head a config asks for: the class named in `architectures`.

import type { NotCounted } from "../../layers/index.js";
import type { HeadSpec } from "../../models/language/blocks/head.js";
import type { ConfigKeys } from "./config-keys.js";

/** Heads by what follows the family's name in a class: "BertForTokenClassification". */
const headsByTask = {
  ForCausalLM: "language",
  ForConditionalGeneration: "language",
  ForMaskedLM: "language",
  ForPreTraining: "pre-training",
  ForSequenceClassification: "classes",
  ForImageClassification: "classes",
  ForTokenClassification: "token-classes",
  ForQuestionAnswering: "span",
  ForQuestionAnsweringSimple: "span",
  ForMultipleChoice: "choice",
  ForNextSentencePrediction: "next-sentence",
} as const;

/** Heads by the ending of a class that names no task, first match first. */
const headsByEnding = {
  DoubleHeadsModel: "double",
  LMHeadModel: "language",
  WithLMHead: "language",
  MTModel: "language",
  Encoder: "none",
  Model: "none",
} as const;

export type HeadKind =
  | (typeof headsByTask)[keyof typeof headsByTask]
  | (typeof headsByEnding)[keyof typeof headsByEnding];

/** Words before "Model" that tell of a head: "InternLM2RewardModel". */
const headWords =
  /(Heads?|Reward|Score|Scorer|Value|Critic|Classifier|Classification|Projection|Rank|Ranker)Model$/;

/** The head, and a note where the class has one that nobody taught us. */
export interface AskedHead {
  readonly kind: HeadKind;
  /** The class, undefined where none is named. */
  readonly className: string | undefined;
  readonly notCounted: readonly NotCounted[];
  /** Classes of a classifier. */
  readonly labels: number;
}

/** Heads that decoders of the library have. */
export const decoderHeads: readonly HeadKind[] = [
  "none",
  "language",
  "classes",
  "token-classes",
  "span",
  "double",
];

/**
 * The head of the first class in `architectures`; `fallback` where none is named. A class whose head is not among those
 * that the family counts, `counted`, comes without one and with a note that names it. `named`: classes whose names do
 * not tell.
 */
export function askedHead(
  keys: ConfigKeys,
  fallback: HeadKind,
  counted: readonly HeadKind[] = ["none", "language", "classes"],
  named: Readonly<Record<string, HeadKind>> = {},
): AskedHead {
  const [name] = keys.texts("architectures") ?? [];
  const labels = labelCount(keys);
  if (name === undefined) return { kind: fallback, className: name, notCounted: [], labels };
  const kind = (Object.hasOwn(named, name) ? named[name] : undefined) ?? headNamed(name);
  if (kind !== undefined && counted.includes(kind)) return { kind, className: name, notCounted: [], labels };
  return { kind: "none", className: name, notCounted: [unknownHead(name)], labels };
}

/** The head that a class's name tells of, undefined where it tells of one that is not known. */
function headNamed(className: string): HeadKind | undefined {
  const task = /For[A-Z].*$/.exec(className)?.[0];
  if (task !== undefined)
    return Object.hasOwn(headsByTask, task) ? headsByTask[task as keyof typeof headsByTask] : undefined;
  const ending = Object.entries(headsByEnding).find(([one]) => className.endsWith(one));
  return ending === undefined || (ending[1] === "none" && headWords.test(className)) ? undefined : ending[1];
}

/** The note on a class whose head is left out. */
export function unknownHead(className: string): NotCounted {
  return {
    name: "architectures",
    what: `class ${className}`,
    why: "its head is not known here: the network is counted without a head and without a loss",
  };
}

/** The head of a decoder. */
export function decoderHead(
  asked: AskedHead,
  language: Omit<Extract<HeadSpec, { kind: "language" }>, "kind">,
): HeadSpec {
  const { kind, labels } = asked;
  if (kind === "none" || kind === "span") return { kind };
  if (kind === "classes" || kind === "token-classes") return { kind, labels };
  return kind === "double" ? { kind: "double", ...language, labels: 1 } : { kind: "language", ...language };
}

/** `num_labels`, or as many as `id2label` names; the library's default is 2. */
function labelCount(keys: ConfigKeys): number {
  const stated = keys.optionalWhole("num_labels");
  const named = keys.within("id2label").size();
  keys.ignore(["label2id"]);
  return stated ?? (named > 0 ? named : 2);
}
