// Arithmetic that counts itself: textbook code written with it knows how many operations it took.

/** One operation for every call, as the texts count: add, multiply, compare, root, exponential alike. */
export interface Counting {
  count: number;
  readonly add: (a: number, b: number) => number;
  readonly sub: (a: number, b: number) => number;
  readonly mul: (a: number, b: number) => number;
  readonly div: (a: number, b: number) => number;
  readonly max: (a: number, b: number) => number;
  readonly less: (a: number, b: number) => boolean;
  readonly abs: (a: number) => number;
  readonly sqrt: (a: number) => number;
  readonly exp: (a: number) => number;
  readonly log: (a: number) => number;
  readonly pow: (a: number, b: number) => number;
  readonly sign: (a: number) => number;
  /** n − 1 additions. */
  readonly total: (values: readonly number[]) => number;
}

export function counting(): Counting {
  const c: { count: number } = { count: 0 };
  const binary = (f: (a: number, b: number) => number) => (a: number, b: number) => {
    c.count += 1;
    return f(a, b);
  };
  const unary = (f: (a: number) => number) => (a: number) => {
    c.count += 1;
    return f(a);
  };
  const add = binary((a, b) => a + b);
  return Object.assign(c, {
    add,
    sub: binary((a, b) => a - b),
    mul: binary((a, b) => a * b),
    div: binary((a, b) => a / b),
    max: binary(Math.max),
    less: (a: number, b: number) => {
      c.count += 1;
      return a < b;
    },
    abs: unary(Math.abs),
    sqrt: unary(Math.sqrt),
    exp: unary(Math.exp),
    log: unary(Math.log),
    pow: binary(Math.pow),
    sign: unary(Math.sign),
    total: (values: readonly number[]) => values.reduce((a, b) => add(a, b)),
  });
}

/** A list of made-up numbers, the same every time, none of them 0. */
export function numbers(n: number, seed = 1): number[] {
  return Array.from({ length: n }, (_, i) => Math.sin(12.9898 * (i + seed)) * 0.9 + 0.05);
}
