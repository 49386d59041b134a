// Numbers of figures, tables, equations and sections, and the links that point at them.
import { suggestion } from "../../ground/errors.js";
import { attributes } from "../../ground/html.js";
import { type Inline, inlineText, linked } from "../text/inline.js";

/** What can be numbered, by the prefix of its label. */
export type LabelKind = "fig" | "tbl" | "eq" | "sec";

const words: Readonly<Record<LabelKind, string>> = {
  fig: "figure",
  tbl: "table",
  eq: "equation",
  sec: "section",
};

/** Something a reference may point at. `number` is undefined for a section without one. */
export interface Labelled {
  readonly kind: LabelKind;
  readonly id: string;
  readonly number: string | undefined;
  readonly title: string | undefined;
}

/** Numbers handed out so far and the labels that carry them. */
export interface Labels {
  /** The next number of a kind. */
  next(kind: LabelKind): string;
  /** Names a target; a second use of one label gives false. */
  name(label: string, target: Labelled): boolean;
  /** What carries a label. */
  find(label: string): Labelled | undefined;
  /** "figure 2" as a link, "Figure 2" at the start of a sentence; undefined for an unknown label. */
  link(label: string, options: { readonly capital: boolean }): Inline | undefined;
  suggestion(label: string): string;
}

/** No number handed out yet. */
export function freshLabels(): Labels {
  const counts: Record<LabelKind, number> = { fig: 0, tbl: 0, eq: 0, sec: 0 };
  const targets = new Map<string, Labelled>();
  return {
    next: (kind) => String(++counts[kind]),
    name(label, target) {
      if (targets.has(label)) return false;
      targets.set(label, target);
      return true;
    },
    find: (label) => targets.get(label),
    link(label, { capital }) {
      const target = targets.get(label);
      if (target === undefined) return undefined;
      const word = words[target.kind];
      const name = capital ? word.charAt(0).toUpperCase() + word.slice(1) : word;
      const what = target.number ?? `“${target.title ?? label}”`;
      return linked(
        `<a class="xref"${attributes({ href: `#${target.id}` })}>`,
        inlineText(`${name}\u00a0${what}`),
      );
    },
    suggestion: (label) => suggestion(label, targets.keys()),
  };
}

/** "Figure 2." as captions begin. */
export function captionNumber(kind: LabelKind, number: string): string {
  const word = words[kind];
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}\u00a0${number}.`;
}

/** The kind that a label's prefix names: "fig-stages" is a figure. */
export function labelKind(label: string): LabelKind | undefined {
  const prefix = /^(fig|tbl|eq|sec)-/.exec(label)?.[1];
  return prefix as LabelKind | undefined;
}

const prefixes: Readonly<Record<string, LabelKind>> = {
  eq: "eq",
  eqn: "eq",
  equation: "eq",
  fig: "fig",
  figure: "fig",
  tab: "tbl",
  tbl: "tbl",
  table: "tbl",
  sec: "sec",
  section: "sec",
};

/** A LaTeX label as ours are written: "eq:loss" and "loss" of an equation are "eq-loss", "tab:sizes" is "tbl-sizes". */
export function latexLabel(label: string): string {
  const [, prefix = "", rest = ""] = /^([a-z]+)[:.-](.+)$/is.exec(label.trim()) ?? [];
  const kind = prefixes[prefix.toLowerCase()];
  const plain = (text: string) => text.trim().replace(/[^\p{L}\p{N}_-]+/gu, "-");
  return kind === undefined ? `eq-${plain(label)}` : `${kind}-${plain(rest)}`;
}
