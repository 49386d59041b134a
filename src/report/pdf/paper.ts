// The sizes of paper that reports are printed on.

/** A4 or US Letter. A page's own `@page { size }` goes before it. */
export type Paper = "a4" | "letter";
