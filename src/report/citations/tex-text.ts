// TeX as bibliographies have it -> plain text: accents, special letters, dashes, quotes; braces and commands go.

/** Accent commands and the combining character that each sets on the letter after it. */
const accents: Readonly<Record<string, string>> = {
  '"': "\u0308",
  "'": "\u0301",
  "`": "\u0300",
  "^": "\u0302",
  "~": "\u0303",
  "=": "\u0304",
  ".": "\u0307",
  u: "\u0306",
  v: "\u030c",
  H: "\u030b",
  c: "\u0327",
  k: "\u0328",
  r: "\u030a",
  d: "\u0323",
  b: "\u0331",
};

const letters: Readonly<Record<string, string>> = {
  ss: "ß",
  o: "ø",
  O: "Ø",
  l: "ł",
  L: "Ł",
  ae: "æ",
  AE: "Æ",
  oe: "œ",
  OE: "Œ",
  aa: "å",
  AA: "Å",
  i: "ı",
  j: "ȷ",
  dh: "ð",
  DH: "Ð",
  th: "þ",
  TH: "Þ",
  dj: "đ",
  DJ: "Đ",
  ng: "ŋ",
  NG: "Ŋ",
  textendash: "–",
  textemdash: "—",
  textquoteright: "’",
  textquoteleft: "‘",
  textbackslash: "\\",
  textasciitilde: "~",
  ldots: "…",
  dots: "…",
  LaTeX: "LaTeX",
  TeX: "TeX",
  times: "×",
  alpha: "α",
  beta: "β",
  gamma: "γ",
  lambda: "λ",
  mu: "μ",
  epsilon: "ε",
  pi: "π",
};

/** The text of a field; letters keep their case. */
export function texText(tex: string): string {
  return tex
    .replace(/\\(["'`^~=.])\s*\{?\s*\\?([\p{L}])\s*\}?/gu, (_, accent: string, letter: string) =>
      set(letter, accent),
    )
    .replace(
      /\\([uvHckrdb])(?:\s*\{\s*\\?(\p{L})\s*\}|\s+\\?(\p{L}))/gu,
      (_, accent: string, a?: string, b?: string) => set(a ?? b ?? "", accent),
    )
    .replace(
      /\\([A-Za-z]+)(?:\{\}|(?![A-Za-z])[ \t]*)/g,
      (whole, name: string) => letters[name] ?? command(whole),
    )
    .replace(/\\([&%$#_{}])/g, (_, sign: string) => signs[sign] ?? sign)
    .replace(/\\\\|\\[,;:! ]/g, " ")
    .replace(/(?<!\\)~/g, "\u00a0")
    .replace(/---/g, "—")
    .replace(/--/g, "–")
    .replace(/``/g, "“")
    .replace(/''/g, "”")
    .replace(/[{}$]/g, "")
    .replace(/[\ue000-\ue003]/g, (sign) => marks[sign] ?? "")
    .replace(/[ \t\n\r]+/g, " ")
    .trim()
    .normalize("NFC");
}

/** Signs that were escaped stay while unescaped ones go. */
const signs: Readonly<Record<string, string>> = { "{": "\ue000", "}": "\ue001", $: "\ue002", "~": "\ue003" };
const marks: Readonly<Record<string, string>> = {
  "\ue000": "{",
  "\ue001": "}",
  "\ue002": "$",
  "\ue003": "~",
};

/** `\emph{…}` leaves its words; a command without any leaves nothing. */
function command(whole: string): string {
  return /\s$/.test(whole) ? " " : "";
}

function set(letter: string, accent: string): string {
  const plain = letter === "ı" ? "i" : letter === "ȷ" ? "j" : letter;
  return `${plain}${accents[accent] ?? ""}`.normalize("NFC");
}
