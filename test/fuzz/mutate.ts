// Damage to files that is the same on every run: bytes changed, cut, doubled; values of JSON replaced by rubbish.

/** Numbers from 0 to below 1 that are the same on every run (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number below `limit`. */
function below(limit: number, random: () => number): number {
  return Math.floor(random() * limit);
}

function picked<Value>(values: readonly Value[], random: () => number): Value {
  return values[below(values.length, random)] as Value;
}

/** Bytes that reach further than random ones: ends of ranges, signs of varints, separators. */
const telling = [0, 1, 2, 8, 10, 34, 44, 91, 92, 93, 123, 125, 127, 128, 192, 237, 254, 255];

/** A copy with a few bytes changed, cut out, doubled, moved, or filled with zeros. */
export function damagedBytes(bytes: Uint8Array, random: () => number): Uint8Array {
  let copy = new Uint8Array(bytes);
  for (let rounds = 1 + below(3, random); rounds > 0 && copy.length > 0; rounds--) {
    const at = below(copy.length, random);
    const length = 1 + below(Math.min(64, copy.length - at), random);
    const kind = below(8, random);
    if (kind === 0) copy = copy.slice(0, at);
    else if (kind === 1) copy = joined(copy.slice(0, at), copy.slice(at + length));
    else if (kind === 2) copy = joined(copy.slice(0, at + length), copy.slice(at));
    else if (kind === 3) copy.fill(0, at, at + length);
    else if (kind === 4) copy[at] = (copy[at] ?? 0) ^ (1 << below(8, random));
    else copy[at] = random() < 0.5 ? picked(telling, random) : below(256, random);
  }
  return copy;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

/** What stands in files where something else should: each has been seen in a file of some program. */
const rubbish: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1,
  0.5,
  3,
  7,
  1e9,
  1e21,
  1e308,
  9007199254740994,
  "",
  "0",
  "12",
  "1e400",
  "auto",
  "\u0007\u001b]0;x\u0007",
  "__proto__",
  [],
  [null],
  [1, 2, 3],
  {},
  { type: "default" },
];

/** A copy of parsed JSON in which one to three values are replaced, removed, renamed or wrapped. */
export function damagedJson(value: unknown, random: () => number): unknown {
  let copy: unknown = structuredClone(value);
  for (let rounds = 1 + below(3, random); rounds > 0; rounds--) copy = withOneDamage(copy, random);
  return copy;
}

function withOneDamage(value: unknown, random: () => number): unknown {
  if (typeof value !== "object" || value === null || random() < 0.05)
    return structuredClone(picked(rubbish, random));
  const keys = Object.keys(value);
  const key = picked(keys, random);
  if (key === undefined) return structuredClone(picked(rubbish, random));
  const holder = value as Record<string, unknown>;
  const kind = below(6, random);
  if (kind === 0) delete holder[key];
  else if (kind === 1) holder[`${key}_`] = holder[key];
  else if (kind === 2 && typeof holder[key] === "number")
    holder[key] = holder[key] * picked([-1, 2, 3, 0.1, 1e6], random);
  else holder[key] = withOneDamage(holder[key], random);
  return value;
}
