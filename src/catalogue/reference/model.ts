// The model of the public names that the build writes: what we read of it.

/** A name, or a member of an interface or a class. */
export interface ApiItem {
  readonly kind: string;
  readonly name: string;
  readonly docComment: string;
  readonly excerptTokens: readonly { readonly text: string }[];
  /** Declaration file, relative to the root of the package. */
  readonly fileUrlPath?: string;
  readonly members?: readonly ApiItem[];
}

/** `dist/flopbook.api.json`, parsed. */
export interface ApiModel {
  readonly members: readonly { readonly members: readonly ApiItem[] }[];
}

/**
 * The public names of a door, given the text of its declarations: `export { a, type B } from "…"`. The overloads of a
 * function are one item, under the comment of the first.
 */
export function publicItems(model: ApiModel, door: string): readonly ApiItem[] {
  const lists = [...door.matchAll(/export \{([^}]*)\}/g)].map(([, names = ""]) => names);
  const names = new Set(
    lists.flatMap((list) => list.split(",").map((name) => name.trim().replace(/^type /, ""))),
  );
  const byName = new Map<string, ApiItem>();
  for (const item of model.members[0]?.members ?? []) {
    if (!names.has(item.name)) continue;
    const first = byName.get(item.name);
    byName.set(item.name, first === undefined ? item : overloaded(first, item));
  }
  return [...byName.values()];
}

function overloaded(first: ApiItem, next: ApiItem): ApiItem {
  const docComment = first.docComment === "" ? next.docComment : first.docComment;
  return {
    ...first,
    docComment,
    excerptTokens: [...first.excerptTokens, { text: "\n" }, ...next.excerptTokens],
  };
}

/** How a name is declared, one line for each of at most `lines`. */
export function signature({ excerptTokens }: ApiItem, lines = 16): string {
  const text = excerptTokens
    .map((token) => token.text)
    .join("")
    .replace(/import\("[^"]*"\)\./g, "")
    .replace(/^export (?:declare )?/gm, "")
    .trim();
  const all = text.split("\n");
  return all.length <= lines ? text : [...all.slice(0, lines), "    …"].join("\n");
}

/** The words of a doc comment as Markdown, its stars and its example taken away. */
export function docText(item: ApiItem): string {
  return commentParts(item)[0] ?? "";
}

/** The code of the example in a doc comment; undefined where there is none. */
export function exampleOf(item: ApiItem): string | undefined {
  return commentParts(item)[1];
}

function commentParts({ docComment }: ApiItem): readonly string[] {
  const inner = docComment.replace(/^\/\*\*|\*\/\s*$/g, "");
  const lines = inner.split("\n").map((line) => line.replace(/^\s*\* ?/, ""));
  return lines
    .join("\n")
    .split(/@example\s/)
    .map((part) => part.trim());
}
