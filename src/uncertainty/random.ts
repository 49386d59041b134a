// Pseudo-random shares: one generator, seeded, the same on every machine.

/** Fills `target` with numbers in (0, 1) from the stream of `seed`: the generator sfc32, two draws for 53 bits. */
export function fillRandom(target: Float64Array, seed: number, stream: number): void {
  let a = seed >>> 0;
  let b = stream >>> 0;
  let c = 0x9e3779b9;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  // the first draws of near seeds are alike
  for (let i = 0; i < 15; i++) next();
  for (let i = 0; i < target.length; i++) {
    const high = next() >>> 5;
    const low = next() >>> 6;
    target[i] = (high * 67_108_864 + low + 0.5) / 9_007_199_254_740_992;
  }
}
