// Expression -> TeX that KaTeX takes in strict mode, with symbols or with values in it.
import { tex } from "../numbers/format.js";
import type { Expression, FunctionName } from "./math.js";

/** How symbols are written: by name, or as values with units. */
export interface TexOptions {
  readonly symbol: (name: string) => string;
  /** True for a symbol that stands for a number in print: it leads its product. */
  readonly isNumber: (name: string) => boolean;
  /** True when the factors are values, which stand apart by a multiplication sign. */
  readonly values: boolean;
}

/** How tightly a piece of TeX holds together: a sum least, an atom most. */
const tightness = { sum: 1, product: 2, fraction: 3, power: 4, atom: 5 } as const;

interface Piece {
  readonly tex: string;
  readonly tight: number;
}

/** TeX of an expression. */
export function expressionTex(expression: Expression, options: TexOptions): string {
  return piece(expression, options, false).tex;
}

/** `inline` writes divisions with a slash, as in exponents. */
function piece(e: Expression, options: TexOptions, inline: boolean): Piece {
  switch (e.kind) {
    case "number":
      return number(e.value);
    case "symbol":
      return symbol(e.name, options);
    case "negate":
      return {
        tex: `-${atLeast(piece(e.operand, options, inline), tightness.product)}`,
        tight: tightness.sum,
      };
    case "binary":
      return binary(e, options, inline);
    case "call":
      return call(e.name, e.arguments, options, inline);
  }
}

function number(value: number): Piece {
  const plain = value === 0 || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e7);
  const written = plain ? tex(value, "1", { exact: true }) : tex(value, "1", { digits: 15 });
  const short = written.replace(/^1 \\times /, "");
  return { tex: short, tight: short.includes("10^") ? tightness.product : tightness.atom };
}

function symbol(name: string, options: TexOptions): Piece {
  if (name === "pi") return { tex: "\\pi", tight: tightness.atom };
  const written = options.symbol(name);
  if (!options.values)
    return { tex: written, tight: isOneLetter(written) ? tightness.atom : tightness.product };
  if (written.startsWith("-")) return { tex: written, tight: tightness.sum };
  return { tex: written, tight: /[\\ ]/.test(written) ? tightness.product : tightness.atom };
}

/** False for a symbol that is itself a product, a ratio or a power, such as "N\,D". */
function isOneLetter(written: string): boolean {
  let outside = written;
  while (/\{[^{}]*\}/.test(outside)) outside = outside.replace(/\{[^{}]*\}/g, "");
  return !/[ /^]|\\,/.test(outside);
}

type Binary = Extract<Expression, { kind: "binary" }>;

function binary(e: Binary, options: TexOptions, inline: boolean): Piece {
  if (e.operator === "*") return product(factors(e), options, inline);
  if (e.operator === "/" && e.left.kind === "binary" && e.left.operator === "/") {
    // a / b / c is one fraction over b c.
    const right = { kind: "binary", operator: "*", left: e.left.right, right: e.right } as const;
    return binary({ ...e, left: e.left.left, right }, options, inline);
  }
  // A fraction below an exponent or inside a fraction is a slash; values with units in them keep the bar.
  const inner = inline || (!options.values && (e.operator === "^" || e.operator === "/"));
  const left = piece(e.left, options, inner);
  if (e.operator === "^") return power(left, piece(e.right, options, true).tex);
  const right = piece(e.right, options, inner);
  if (e.operator === "+" || e.operator === "-") {
    const least = e.operator === "-" || right.tex.startsWith("-") ? tightness.product : tightness.sum;
    return { tex: `${left.tex} ${e.operator} ${atLeast(right, least)}`, tight: tightness.sum };
  }
  if (!inline) return { tex: `\\frac{${left.tex}}{${right.tex}}`, tight: tightness.fraction };
  const over = atLeast(left, tightness.product);
  return { tex: `${over}/${atLeast(right, tightness.fraction)}`, tight: tightness.product };
}

/** The factors of a chain of products, in order. */
function factors(e: Expression): Expression[] {
  return e.kind === "binary" && e.operator === "*" ? [...factors(e.left), ...factors(e.right)] : [e];
}

/** Numbers first, as in print; a factor 1 goes without saying where symbols stand. */
function product(parts: readonly Expression[], options: TexOptions, inline: boolean): Piece {
  const leads = (e: Expression) => e.kind === "number" || (e.kind === "symbol" && options.isNumber(e.name));
  const ordered = [...parts.filter(leads), ...parts.filter((e) => !leads(e))];
  const written = ordered.map((e) => atLeast(piece(e, options, inline), tightness.product));
  const said = options.values ? written : written.filter((factor) => factor !== "1");
  const [first = "1", ...others] = said;
  const sign = (factor: string) => (options.values || /^\d/.test(factor) ? " \\times " : "\\,");
  const tex = first + others.map((factor) => sign(factor) + factor).join("");
  return { tex, tight: tightness.product };
}

function power(base: Piece, exponent: string): Piece {
  return { tex: `${atLeast(base, tightness.atom)}^{${exponent}}`, tight: tightness.power };
}

function atLeast(inner: Piece, tight: number): string {
  return inner.tight >= tight ? inner.tex : parenthesised(inner.tex);
}

function parenthesised(inner: string): string {
  return /\\frac|\\sqrt|\\left/.test(inner) ? `\\left(${inner}\\right)` : `(${inner})`;
}

const operators: Readonly<Record<string, string>> = {
  cos: "\\cos",
  erf: "\\operatorname{erf}",
  exp: "\\exp",
  log: "\\ln",
  log10: "\\log_{10}",
  log2: "\\log_{2}",
  max: "\\max",
  min: "\\min",
  round: "\\operatorname{round}",
  sign: "\\operatorname{sign}",
};

function call(name: FunctionName, args: readonly Expression[], options: TexOptions, inline: boolean): Piece {
  const [left, right] = args;
  if (name === "pow" && left && right)
    return binary({ kind: "binary", operator: "^", left, right }, options, inline);
  const pieces = args.map((arg) => piece(arg, options, inline));
  const [first = { tex: "", tight: tightness.atom }] = pieces;
  const atom = (written: string): Piece => ({ tex: written, tight: tightness.atom });
  if (name === "sqrt") return atom(`\\sqrt{${first.tex}}`);
  if (name === "abs") return atom(`\\left|${first.tex}\\right|`);
  if (name === "floor") return atom(`\\left\\lfloor ${first.tex}\\right\\rfloor`);
  if (name === "ceil") return atom(`\\left\\lceil ${first.tex}\\right\\rceil`);
  const list = pieces.map(({ tex: written }) => written).join(",\\; ");
  return { tex: `${operators[name] ?? name}${parenthesised(list)}`, tight: tightness.product };
}
