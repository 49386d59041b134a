// Characters that steer a terminal or turn the direction of text, made visible: no page and no line prints them raw.

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
