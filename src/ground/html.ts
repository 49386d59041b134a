// Text as HTML, the one way for all that we print: control characters made visible, marks escaped, entities read back.

/** Text as it stands between tags or in a double-quoted attribute; control characters are made visible. */
export function escapeHtml(text: string): string {
  return shownCharacters(text).replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** ` name="value"` for every value that is neither undefined nor empty. */
export function attributes(values: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(values)
    .filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== "")
    .map(([name, value]) => ` ${name}="${escapeHtml(value)}"`)
    .join("");
}

/** Entities that our own markup uses, as characters. */
export function unescapeHtml(text: string): string {
  return text.replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name: string) => {
    if (name.startsWith("#x")) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
    if (name.startsWith("#")) return String.fromCodePoint(Number.parseInt(name.slice(1), 10));
    return named[name] ?? whole;
  });
}

const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  ensp: " ",
};

/** C0 but tab and line ends, DEL, C1, and halves of characters. */
const control = /(?![\t\n\r])[\p{Cc}\p{Cs}]/gu;

/** Marks that turn the direction of the text after them, by which code can read other than it runs. */
const direction = /[\u202a-\u202e\u2066-\u2069]/g;

/** Text with control characters as "\x1b"; the same text when it has none. */
export function shownCharacters(text: string): string {
  return text.replace(control, escaped);
}

/** Text of code, where marks of direction are shown as "\u202e" too. */
export function shownCode(text: string): string {
  return shownCharacters(text).replace(direction, escaped);
}

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  const digits = code.toString(16);
  return code < 0x100 ? `\\x${digits.padStart(2, "0")}` : `\\u${digits.padStart(4, "0")}`;
}
