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
      const base = wanted === "" ? "part" : wanted;
      let id = base;
      for (let n = 2; taken.has(id); n++) id = `${base}-${n}`;
      taken.add(id);
      return id;
    },
  };
}

/** "What the source got wrong" gives "what-the-source-got-wrong". Letters of any script stay. */
export function slug(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
}
