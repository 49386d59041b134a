// Code as HTML: TypeScript coloured by our four token classes, numbered lines. The only import of shiki, loaded lazily.
import { attributes, escapeHtml, shownCode } from "../../ground/html.js";

/** Colours by which our theme tells token classes apart; pages never see them. */
const classes: Readonly<Record<string, string>> = {
  "#000001": "k",
  "#000002": "s",
  "#000003": "f",
  "#000004": "c",
};

const theme = {
  name: "flopbook",
  type: "light",
  fg: "#000000",
  bg: "#ffffff",
  settings: [
    { settings: { foreground: "#000000", background: "#ffffff" } },
    { scope: ["comment", "punctuation.definition.comment"], settings: { foreground: "#000004" } },
    {
      scope: ["string", "string punctuation", "constant.character.escape"],
      settings: { foreground: "#000002" },
    },
    { scope: ["keyword", "storage.type", "storage.modifier"], settings: { foreground: "#000001" } },
    { scope: ["keyword.operator", "meta.template.expression"], settings: { foreground: "#000000" } },
    { scope: ["keyword.operator.new", "keyword.operator.expression"], settings: { foreground: "#000001" } },
    { scope: ["entity.name.function", "support.function"], settings: { foreground: "#000003" } },
  ],
} as const;

interface ColouredToken {
  readonly content: string;
  readonly color?: string;
}

type Tokenizer = (code: string) => readonly (readonly ColouredToken[])[];

let tokenizer: Tokenizer | undefined;
let loading: Promise<void> | undefined;

/** Loads shiki, once for all pages; `codeLines` colours nothing before this has resolved. */
export function loadHighlighter(): Promise<void> {
  loading ??= startedHighlighter();
  return loading;
}

async function startedHighlighter(): Promise<void> {
  const [{ createHighlighterCore }, { createJavaScriptRegexEngine }, typescript] = await Promise.all([
    import("shiki/core"),
    import("shiki/engine/javascript"),
    import("shiki/langs/typescript.mjs"),
  ]);
  const highlighter = await createHighlighterCore({
    themes: [theme as never],
    langs: [typescript.default],
    engine: createJavaScriptRegexEngine(),
  });
  // By default a line that takes over half a second is left uncoloured: that would let the machine's speed shape bytes.
  const steady = { lang: "typescript", theme: "flopbook", tokenizeTimeLimit: 0 } as const;
  tokenizer = (code) => highlighter.codeToTokensBase(code, steady);
}

const typescript = /^(?:ts|typescript|tsx|js|javascript)$/;

/** Lines of TypeScript, each a `<span class="line">` of coloured tokens. Other languages stay plain. */
export function codeLines(code: string, language = "typescript"): string {
  const text = shownCode(code.replace(/\r\n?/g, "\n")).replace(/\s+$/, "");
  const lines: readonly (readonly ColouredToken[])[] =
    tokenizer !== undefined && typescript.test(language)
      ? tokenizer(text)
      : text.split("\n").map((content) => [{ content }]);
  return lines.map((tokens) => `<span class="line">${merged(tokens)}\n</span>`).join("");
}

/** Neighbours of one class share a span. */
function merged(tokens: readonly ColouredToken[]): string {
  let html = "";
  let open: string | undefined;
  let run = "";
  const flush = () => {
    if (run !== "")
      html += open === undefined ? escapeHtml(run) : `<span class="${open}">${escapeHtml(run)}</span>`;
    run = "";
  };
  for (const { content, color } of tokens) {
    const kind = /^\s*$/.test(content) ? open : classes[color?.toLowerCase() ?? ""];
    if (kind !== open) {
      flush();
      open = kind;
    }
    run += content;
  }
  flush();
  return html;
}

/** A fenced block of prose: no numbers, no fold. */
export function codeBlock(code: string, language: string): string {
  return `<pre class="fence"><code>${codeLines(code, language)}</code></pre>\n`;
}

/** A cell's code, folded into one row unless `open`. */
export function foldedCode(options: {
  readonly code: string;
  readonly cell: number;
  readonly open: boolean;
  readonly summary: string | undefined;
  readonly id?: string;
}): string {
  const { code, cell, open, summary, id } = options;
  const count = code.replace(/\s+$/, "").split("\n").length;
  const words = `cell ${cell}, ${count} ${count === 1 ? "line" : "lines"}`;
  return `<details class="code"${attributes({ id })}${open ? " open" : ""}><summary><b>${escapeHtml(summary ?? "Code")}</b>${words}</summary>${numberedCode(code)}</details>`;
}

/** Code with line numbers, as cells and the printed appendix show it. */
export function numberedCode(code: string): string {
  return `<pre class="numbered"><code>${codeLines(code)}</code></pre>`;
}
