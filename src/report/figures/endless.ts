// Generated data that would fill the memory before anything is drawn: refused, so that the build goes on.

/** More rows than this no chart generates. */
const MOST_ROWS = 2_000_000;

interface Range {
  readonly start?: number;
  readonly stop?: number;
  readonly step?: number;
}

/** A transform of Vega that makes a sequence of numbers. */
export interface SequenceTransform {
  prototype: { transform: (range: Range, pulse: unknown) => unknown };
}

/** Makes Vega's `sequence` throw for more than two million rows. */
export function boundSequence({ prototype }: SequenceTransform): void {
  const { transform } = prototype;
  prototype.transform = function bounded(this: unknown, range: Range, pulse: unknown) {
    const rows = ((range.stop ?? 0) - (range.start ?? 0)) / (range.step ?? 1);
    if (rows > MOST_ROWS)
      throw new Error(`a sequence of ${rows} rows is longer than ${MOST_ROWS}, which no chart can show`);
    return transform.call(this, range, pulse);
  };
}
