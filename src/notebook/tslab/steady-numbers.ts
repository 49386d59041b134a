// Numbers in displays without the digits in which versions of Node differ. Runs in the child.

const kept = 12;

/**
 * For JSON.stringify: numbers that are not exact counts lose the digits after the twelfth. Node 20 and 24 compute
 * powers that differ in the sixteenth, and a report must not depend on which of them built it.
 */
export function steadyNumbers(_key: string, value: unknown): unknown {
  return typeof value === "number" ? steady(value) : value;
}

/** The number nearest to the first twelve significant decimal digits; safe integers stay as they are. */
export function steady(value: number): number {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  if (parts === null || Number.isSafeInteger(value)) return value;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = parts;
  const digits = (whole + fraction).replace(/^0+/, "");
  if (digits.length <= kept) return value;
  const up = (digits[kept] ?? "0") >= "5" ? 1 : 0;
  const shift = Number(exponent) - fraction.length + digits.length - kept;
  return Number(`${sign}${Number(digits.slice(0, kept)) + up}e${shift}`);
}
