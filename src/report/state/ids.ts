// Ids of a page: made from what they name, and never twice.

/** Hands out ids; a second claim of the same id gets "-2". */
export interface Ids {
  claim(wanted: string): string;
  has(id: string): boolean;
}

/** No id taken yet, apart from those that the page itself needs. */
export function freshIds(reserved: readonly string[] = []): Ids {
  const taken = new Set(reserved);
  return {
    has: (id) => taken.has(id),
    claim(wanted) {
      const base = wanted === "" ? "part" : wanted.normalize("NFC");
      let id = base;
      for (let n = 2; taken.has(id); n++) id = `${base}-${n}`;
      taken.add(id);
      return id;
    },
  };
}

/** "What the source got wrong" gives "what-the-source-got-wrong". Letters of any script stay, with their marks. */
export function slug(text: string): string {
  return cut(dashed(text));
}

/** True for texts of the same words, whatever their case and punctuation. */
export function sameWords(a: string, b: string): boolean {
  const [left, right] = [dashed(a), dashed(b)];
  return left === right && (left !== "" || a.trim() === b.trim());
}

/** Latin letters lose their accents; in other scripts a mark is part of the word. */
function dashed(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/(\p{Script=Latin})\p{M}+/gu, "$1")
    .normalize("NFC")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
}

/** The longest id in bytes: every byte may become five in the name of a PDF's destination. */
const longest = 120;

function cut(words: string): string {
  let length = 0;
  let kept = "";
  for (const character of words) {
    length += Buffer.byteLength(character);
    if (length > longest) return kept.replace(/-[^-]*$|-$/, "") || kept;
    kept += character;
  }
  return kept;
}
