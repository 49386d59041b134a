// Stated expressions typeset in the letters of their documents.
import katex from "katex";
import { describe, expect, it } from "vitest";
import { examples } from "../../src/documents/index.js";
import { toStated } from "../../src/examples/stated.js";

const tex = (expression: string, letters: string[], more: { digits?: number; says?: string } = {}) =>
  toStated({ expression, letters: Object.fromEntries(letters.map((one) => [one, one])), ...more }, () => ({}))
    .tex;

describe("a stated expression as TeX", () => {
  it("has products without a sign, as in print", () => {
    expect(tex("4*B*n", ["B", "n"])).toBe("4\\,B\\,n");
    expect(tex("14*P", ["P"], { digits: 2 })).toBe("\\approx 14\\,P");
  });

  it("sets words upright, indices below and Greek letters as such", () => {
    expect(tex("t_comp+t_data", ["t_comp", "t_data"])).toBe("t_{\\mathrm{comp}} + t_{\\mathrm{data}}");
    expect(tex("C_ratio^a", ["C_ratio", "a"])).toBe("C_{\\mathrm{ratio}}^{a}");
    expect(tex("2*C*H_o", ["C", "H_o"])).toBe("2\\,C\\,H_{o}");
    expect(tex("sqrt(v+eps)", ["v", "eps"])).toBe("\\sqrt{v + \\varepsilon}");
    expect(tex("y0/B", ["y0", "B"])).toBe("\\frac{y_{0}}{B}");
  });

  it("is absent where the document's own words stand", () => {
    expect(tex("7*N*d*d", ["N", "d"], { says: "7NdC" })).toBeUndefined();
  });

  it("is taken by KaTeX in strict mode for every record", () => {
    const typeset = examples.flatMap(({ id, stated }) =>
      stated.tex === undefined ? [] : [{ id, tex: stated.tex }],
    );
    expect(typeset.length).toBeGreaterThan(80);
    for (const { tex } of typeset) expect(() => katex.renderToString(tex, { strict: "error" })).not.toThrow();
  });
});
