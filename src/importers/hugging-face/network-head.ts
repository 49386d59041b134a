// Which head a config asks for: the class named in `architectures`.

import type { NotCounted } from "../../layers/index.js";
import type { HeadSpec } from "../../models/language/blocks/head.js";
import type { ConfigKeys } from "./config-keys.js";

/** Heads by the ending of the class name. */
const endings = {
  ForCausalLM: "language",
  LMHeadModel: "language",
  ForConditionalGeneration: "language",
  WithLMHead: "language",
  ForMaskedLM: "language",
  ForPreTraining: "pre-training",
  ForSequenceClassification: "classes",
  ForImageClassification: "classes",
  Model: "none",
  Encoder: "none",
} as const;

export type HeadKind = (typeof endings)[keyof typeof endings];

/** The head, and a note where the class has one that nobody taught us. */
export interface AskedHead {
  readonly kind: HeadKind;
  /** The class, undefined where none is named. */
  readonly className: string | undefined;
  readonly notCounted: readonly NotCounted[];
  /** Classes of a classifier. */
  readonly labels: number;
}

/** The head of the first class in `architectures`; `fallback` where none is named. */
export function askedHead(keys: ConfigKeys, fallback: HeadKind): AskedHead {
  const [name] = keys.texts("architectures") ?? [];
  const labels = labelCount(keys);
  if (name === undefined) return { kind: fallback, className: name, notCounted: [], labels };
  const ending = Object.entries(endings).find(([one]) => name.endsWith(one));
  if (ending !== undefined) return { kind: ending[1], className: name, notCounted: [], labels };
  const why = "its head is not known here: the network is counted without a head and without a loss";
  return {
    kind: "none",
    className: name,
    notCounted: [{ name: "architectures", what: `class ${name}`, why }],
    labels,
  };
}

/** The head of a decoder. */
export function decoderHead(
  asked: AskedHead,
  language: Omit<Extract<HeadSpec, { kind: "language" }>, "kind">,
): HeadSpec {
  if (asked.kind === "none") return { kind: "none" };
  return asked.kind === "classes"
    ? { kind: "classes", labels: asked.labels }
    : { kind: "language", ...language };
}

/** `num_labels`, or as many as `id2label` names; the library's default is 2. */
function labelCount(keys: ConfigKeys): number {
  const stated = keys.optionalWhole("num_labels");
  const named = keys.within("id2label").size();
  keys.ignore(["label2id"]);
  return stated ?? (named > 0 ? named : 2);
}
