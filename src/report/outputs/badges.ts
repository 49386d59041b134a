// Verdicts as badges: always a sign and a word, and more ink means worse.
import type { VerdictName } from "../../ground/mime.js";

const signs: Readonly<Record<VerdictName, { readonly word: string; readonly path: string }>> = {
  agrees: { word: "agrees", path: "M1.5 6.6l3 3 6-7.2" },
  rounding: {
    word: "rounding",
    path: "M1.5 4.7c1.5-1.8 3-1.8 4.5-.4s3 1.4 4.5-.4M1.5 8.7c1.5-1.8 3-1.8 4.5-.4s3 1.4 4.5-.4",
  },
  inconsistent: { word: "inconsistent", path: "M1.5 4.2h9M1.5 7.8h9M8.2 1.2L3.8 10.8" },
  "wrong-premise": { word: "wrong premise", path: "M2 2l8 8M10 2l-8 8" },
};

/** The badge of a verdict, sign drawn and not typed since the faces lack ✓ and ≈. */
export function badgeHtml(verdict: VerdictName): string {
  const { word, path } = signs[verdict];
  return `<span class="badge ${verdict}"><svg viewBox="0 0 12 12" aria-hidden="true"><path d="${path}"/></svg>${word}</span>`;
}
