// Right-to-left text: blocks that begin with a letter of such a script say so, and those inside that do not say that.
import { unescapeHtml } from "../../ground/html.js";

const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Adlam}\p{Script=Hanifi_Rohingya}]/u;
const strong = /[\p{L}]/u;
const block =
  /<(\/?)(p|h[1-6]|li|ul|ol|td|th|dt|dd|blockquote|figcaption|caption|summary|table|div|section)\b((?:"[^"]*"|'[^']*'|[^'">])*)>/g;

interface Open {
  readonly name: string;
  readonly direction: "rtl" | "ltr";
}

/** Languages that are written so, as BCP 47 tags begin. */
const languages = /^(?:ar|arc|ckb|dv|fa|ha-arab|he|iw|ks|ku-arab|nqo|ps|pa-arab|sd|syr|ug|ur|yi)\b/i;

/**
 * `html` with `dir` on every block whose own first letter runs the other way than the block around it. Columns of a
 * table run as the language of the page does.
 */
export function withDirections(html: string, lang: string): string {
  if (!rightToLeft.test(html)) return html;
  const columns = languages.test(lang) ? "rtl" : "ltr";
  const open: Open[] = [];
  return html.replace(block, (tag, closing: string, name: string, attributes: string, at: number) => {
    if (closing === "/") {
      const place = open.map((one) => one.name).lastIndexOf(name);
      if (place >= 0) open.length = place;
      return tag;
    }
    const around = open.at(-1)?.direction ?? "ltr";
    const own = /\sdir\s*=\s*["']?(rtl|ltr)/.exec(attributes)?.[1] as Open["direction"] | undefined;
    const inner = name === "table" ? columns : box.test(name) ? around : directionAt(html, at, name);
    const direction = own ?? inner ?? around;
    open.push({ name, direction });
    return own === undefined && direction !== around ? `<${name}${attributes} dir="${direction}">` : tag;
  });
}

/** Boxes of other blocks, which keep the direction of the page. */
const box = /^(?:div|section)$/;

/** Direction of the first letter inside the element that begins at `at`. */
function directionAt(html: string, at: number, name: string): Open["direction"] | undefined {
  const end = html.indexOf(`</${name}>`, at);
  const inside = html.slice(html.indexOf(">", at) + 1, end < 0 ? html.length : end);
  const words = inside.replace(
    /<span class="(?:katex|no)"[\s\S]*?<\/span>|<(?:svg|pre|code)\b[\s\S]*?<\/(?:svg|pre|code)>/g,
    "",
  );
  const letter = strong.exec(unescapeHtml(words.replace(/<[^>]*>/g, "")))?.[0];
  return letter === undefined ? undefined : rightToLeft.test(letter) ? "rtl" : "ltr";
}
