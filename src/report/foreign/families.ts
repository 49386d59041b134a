// Fonts of foreign style: those it brings along stay, the page's own faces stand for all others.

/** A name by which an output's own font is known in the page; undefined for others. */
type Own = (name: string) => string | undefined;

/** The value of `font-family`: the output's own fonts, then the face of the page that is of the same kind. */
export function houseFamilies(written: string, own: Own): string {
  if (global.test(written)) return written;
  const list = written.split(",").map((name) => name.trim().replace(/^(["'])(.*)\1$/, "$2"));
  const brought = list.flatMap((name) => own(name) ?? []).map((name) => JSON.stringify(name));
  const kind = list.map(kindOf).find((one) => one !== undefined) ?? "sans";
  return [...brought, `var(--${kind})`].join(",");
}

/** The value of `font`, its families at the end replaced; undefined for fonts of the machine's own menus. */
export function houseFont(written: string, own: Own): string | undefined {
  if (global.test(written)) return written;
  const size =
    /^(.*?(?:[\d.]+(?:px|pt|em|rem|ex|ch|%|vw|vh|mm|cm|in|pc)|(?:xx?-)?small|medium|(?:x{1,3}-)?large|smaller|larger)(?:\s*\/\s*[\w.%]+)?)\s*((?:["'a-z]|var\(--).*)$/i.exec(
      written,
    );
  return size === null ? undefined : `${size[1]} ${houseFamilies(size[2] ?? "", own)}`;
}

const global = /^(?:inherit|initial|unset|revert|revert-layer|var\(--(?:mono|serif|sans)\))$/i;

/** Which of the page's faces is of the kind that a name tells. */
function kindOf(name: string): "mono" | "serif" | "sans" | undefined {
  if (/mono|courier|consol|menlo|^code$/i.test(name)) return "mono";
  if (/sans|arial|helvetica|verdana|system-ui|segoe|roboto|cursive|fantasy/i.test(name)) return "sans";
  return /serif|times|georgia|math/i.test(name) ? "serif" : undefined;
}
