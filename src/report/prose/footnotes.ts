// Footnotes that are defined in another cell than the one that names them.

const definition = /^\[\^([^\]\s]+)\]:.*(?:\n(?:[ \t]+\S.*|(?=\n[ \t]+\S)))*/gm;

/** The texts of all cells, each with the definitions that it names but does not hold. */
export function completeNotes(texts: readonly string[]): string[] {
  const defined = new Map<string, string>();
  for (const text of texts) {
    for (const match of text.matchAll(definition)) {
      const label = match[1] ?? "";
      if (!defined.has(label)) defined.set(label, match[0]);
    }
  }
  return texts.map((text) => {
    const own = new Set([...text.matchAll(definition)].map((match) => match[1] ?? ""));
    const named = new Set([...text.matchAll(/\[\^([^\]\s]+)\](?!:)/g)].map((match) => match[1] ?? ""));
    const missing = [...named]
      .filter((label) => !own.has(label))
      .flatMap((label) => defined.get(label) ?? []);
    return missing.length === 0 ? text : `${text}\n\n${missing.join("\n\n")}\n`;
  });
}
