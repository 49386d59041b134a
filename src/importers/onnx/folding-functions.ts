// What the arithmetic of shapes may compute: functions of a few numbers.

/** Functions of one number of each input. */
export const elementFunctions: Readonly<Record<string, (...values: readonly number[]) => number>> = {
  Add: (a = 0, b = 0) => a + b,
  Sub: (a = 0, b = 0) => a - b,
  Mul: (a = 0, b = 0) => a * b,
  Div: (a = 0, b = 1) => a / b,
  Mod: (a = 0, b = 1) => a - Math.floor(a / b) * b,
  Pow: (a = 0, b = 1) => a ** b,
  Neg: (a = 0) => -a,
  Abs: (a = 0) => Math.abs(a),
  Sign: (a = 0) => Math.sign(a),
  Floor: (a = 0) => Math.floor(a),
  Ceil: (a = 0) => Math.ceil(a),
  Round: (a = 0) => Math.round(a),
  Sqrt: (a = 0) => Math.sqrt(a),
  Exp: (a = 0) => Math.exp(a),
  Log: (a = 1) => Math.log(a),
  Reciprocal: (a = 1) => 1 / a,
  Relu: (a = 0) => Math.max(0, a),
  Min: (...values) => Math.min(...values),
  Max: (...values) => Math.max(...values),
  Sum: (...values) => values.reduce((sum, value) => sum + value, 0),
  Clip: (a = 0, low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY) =>
    Math.min(Math.max(a, low), high),
  Equal: (a = 0, b = 0) => Number(a === b),
  Greater: (a = 0, b = 0) => Number(a > b),
  GreaterOrEqual: (a = 0, b = 0) => Number(a >= b),
  Less: (a = 0, b = 0) => Number(a < b),
  LessOrEqual: (a = 0, b = 0) => Number(a <= b),
  And: (a = 0, b = 0) => Number(a !== 0 && b !== 0),
  Or: (a = 0, b = 0) => Number(a !== 0 || b !== 0),
  Xor: (a = 0, b = 0) => Number((a !== 0) !== (b !== 0)),
  Not: (a = 0) => Number(a === 0),
  Where: (condition = 0, a = 0, b = 0) => (condition === 0 ? b : a),
};

/** Functions of all numbers along the reduced axes. */
export const reductionFunctions: Readonly<Record<string, (values: readonly number[]) => number>> = {
  ReduceSum: (values) => values.reduce((sum, value) => sum + value, 0),
  ReduceProd: (values) => values.reduce((product, value) => product * value, 1),
  ReduceMean: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  ReduceMax: (values) => values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
  ReduceMin: (values) => values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
};
