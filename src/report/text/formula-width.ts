// About how wide a formula prints, told from its TeX without setting it.

/** A rough width in characters: fractions count their wider half, commands and braces nothing. */
export function formulaWidth(tex: string): number {
  const flat = withoutFractions(tex);
  const signs = (flat.match(/\\times|\\cdot|[=+]|(?<!\{)-/g) ?? []).length;
  const small = [...flat.matchAll(/[_^]\{([^{}]*)\}/g)].reduce(
    (sum, match) => sum + letters(match[1] ?? ""),
    0,
  );
  return letters(flat) + signs * 1.6 - small * 0.35;
}

function letters(tex: string): number {
  return tex
    .replace(/\\(?:mathrm|text|operatorname|left|right|begin|end|quad)\b/g, "")
    .replace(/\\[,;:! ]/g, "")
    .replace(/\\[A-Za-z]+/g, "a")
    .replace(/[\\{}_^&\s]/g, "").length;
}

function withoutFractions(tex: string): string {
  const at = /\\d?frac\{/.exec(tex);
  if (at === null) return tex;
  const [top, next] = group(tex, at.index + at[0].length - 1);
  const [bottom, end] = group(tex, next);
  const wider = formulaWidth(top) >= formulaWidth(bottom) ? top : bottom;
  return withoutFractions(tex.slice(0, at.index) + wider + tex.slice(end));
}

/** The text inside the braces that open at `open`, and the place after them. */
function group(tex: string, open: number): [inner: string, end: number] {
  let depth = 0;
  for (let i = open; i < tex.length; i++) {
    if (tex[i] === "\\") i++;
    else if (tex[i] === "{") depth++;
    else if (tex[i] === "}" && --depth === 0) return [tex.slice(open + 1, i), i + 1];
  }
  return [tex.slice(open + 1), tex.length];
}
