// Number and id for something in prose that can be pointed at: figures, tables, equations.
import type { Token } from "markdown-it";
import { type LabelKind, labelKind } from "../state/labels.js";
import { type ProseEnv, placeOf } from "./prose.js";

/** Number and id; a label, if any, becomes a target. `number` is what an author chose instead of the next one. */
export function claimed(
  kind: LabelKind,
  label: string | undefined,
  token: Token,
  env: ProseEnv,
  chosen?: string,
): { id: string; number: string } {
  const { page } = env;
  const number = chosen ?? page.labels.next(kind);
  const name =
    label === undefined
      ? `${kind}-${idText(number)}`
      : labelKind(label) === undefined
        ? `${kind}-${label}`
        : label;
  const id = page.ids.claim(name);
  if (label !== undefined) named(kind, label, { id, number }, token, env);
  return { id, number };
}

function idText(number: string): string {
  return number.replace(/[^\p{L}\p{N}]+/gu, "-");
}

/** One more label for what has its number and id. */
export function named(
  kind: LabelKind,
  label: string,
  { id, number }: { readonly id: string; readonly number: string },
  token: Token,
  env: ProseEnv,
): void {
  const name = labelKind(label) === undefined ? `${kind}-${label}` : label;
  if (env.page.labels.name(name, { kind, id, number, title: undefined })) return;
  env.page.problems.error(
    placeOf(token, env),
    `label ${label}: used twice; give each figure, table and equation its own`,
  );
}
