// A stated expression as TeX, in the letters of its document: "2*H_o*W_o" as 2 H_o W_o, "t_comp" with a word below.
import type { Expression } from "../formula/math.js";
import { expressionTex } from "../formula/tex.js";

const greek: Readonly<Record<string, string>> = {
  alpha: "\\alpha",
  beta: "\\beta",
  gamma: "\\gamma",
  delta: "\\delta",
  eps: "\\varepsilon",
  eta: "\\eta",
  theta: "\\theta",
  kappa: "\\kappa",
  lam: "\\lambda",
  lambda: "\\lambda",
  mu: "\\mu",
  sigma: "\\sigma",
  yhat: "\\hat{y}",
};

/** TeX that KaTeX takes in strict mode. */
export function statementTex(expression: Expression): string {
  return expressionTex(expression, { symbol: letterTex, isNumber: () => false, values: false });
}

/** One letter is slanted, a word upright; what follows "_" or a figure at the end stands below. */
function letterTex(name: string): string {
  const [head = "", ...below] = name.replace(/^([A-Za-z])(\d+)$/, "$1_$2").split("_");
  const index = below.join(" ").trim();
  return index === "" ? wordTex(head) : `${wordTex(head)}_{${wordTex(index)}}`;
}

function wordTex(word: string): string {
  if (Object.hasOwn(greek, word)) return greek[word] ?? word;
  return /^([A-Za-z]|\d+)$/.test(word) ? word : `\\mathrm{${word.replace(/ /g, "\\,")}}`;
}
