// Where labels go so that they cover neither each other nor the lines.

/** A rectangle in px, y downwards. */
export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

export type Point = readonly [x: number, y: number];

/** A label to place beside a point. */
export interface PointLabel {
  readonly at: Point;
  readonly width: number;
  readonly height: number;
}

/** Where a label's text starts: left edge (or right, for align "right") and centre of its first line. */
export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly align: "left" | "right" | "center";
  readonly box: Box;
}

const NEAR = 8; // candidates that touch their point
const GAP = 11; // px from the point's centre to its label

/** A label that wants its centre at `y` and is `size` px high. */
export interface Wanted {
  readonly y: number;
  readonly size: number;
}

/**
 * Centres near the wanted ones (any order, returned in that order) such that no labels touch and all stay within
 * [low, high]; each is moved as little as the others allow. Where there is not room for all, they are squeezed.
 */
export function spread(wanted: readonly Wanted[], low: number, high: number): readonly number[] {
  const total = wanted.reduce((sum, { size }) => sum + size, 0);
  const squeeze = Math.min(1, (high - low) / total);
  const order = wanted.map(({ y, size }, i) => ({ y, i, size: size * squeeze }));
  order.sort((a, b) => a.y - b.y || a.i - b.i);
  // With the room of all labels above it taken off, each centre only has to be no less than the one before it:
  // neighbours out of order share their mean (pool adjacent violators).
  let above = 0;
  const offsets = order.map(({ size }) => {
    above += size;
    return above - size / 2;
  });
  const pools: { sum: number; members: number[] }[] = [];
  for (const [k, { y }] of order.entries()) {
    let pool = { sum: y - (offsets[k] ?? 0), members: [k] };
    for (let before = pools.at(-1); before !== undefined; before = pools.at(-1)) {
      if (before.sum / before.members.length <= pool.sum / pool.members.length) break;
      pools.pop();
      pool = { sum: before.sum + pool.sum, members: [...before.members, ...pool.members] };
    }
    pools.push(pool);
  }
  const result: number[] = [];
  for (const { sum, members } of pools) {
    const start = Math.min(Math.max(sum / members.length, low), high - total * squeeze);
    for (const k of members) result[order[k]?.i ?? 0] = start + (offsets[k] ?? 0);
  }
  return result;
}

/** What labels keep off. */
export interface Surroundings {
  /** Labels stay inside. */
  readonly frame: Box;
  /** Lines that labels keep off. */
  readonly lines: readonly (readonly Point[])[];
  /** Boxes that labels keep off: marks and other labels. */
  readonly boxes: readonly Box[];
}

/** Places labels beside their points one after the other, each where it covers least. */
export function placed(labels: readonly PointLabel[], around: Surroundings): readonly Placed[] {
  const boxes = [
    ...around.boxes,
    ...labels.map(({ at: [x, y] }) => ({ x0: x - 7, y0: y - 7, x1: x + 7, y1: y + 7 })),
  ];
  return labels.map((label) => {
    const place = leastCovering(candidates(label), { ...around, boxes }, NEAR);
    boxes.push(place.box);
    return place;
  });
}

/** Of some places, preferred first, the one where a label covers least; those after the first `near` cost more. */
export function leastCovering(
  places: readonly [Placed, ...Placed[]],
  around: Surroundings,
  near = places.length,
): Placed {
  const costs = places.map(
    ({ box }, rank) => rank * 0.5 + Math.max(0, rank + 1 - near) * 3 + costOf(box, around),
  );
  return places[costs.indexOf(Math.min(...costs))] ?? places[0];
}

/** Around the point, preferred first: right above, right below, left above, left below, right, left, above, below. */
function candidates({ at: [x, y], width, height }: PointLabel): readonly [Placed, ...Placed[]] {
  const at = (dx: number, dy: number, align: Placed["align"]): Placed => {
    const x0 = align === "left" ? x + dx : align === "right" ? x + dx - width : x - width / 2;
    const y0 = y + dy - height / 2;
    const anchor = align === "left" ? x0 : align === "right" ? x0 + width : x;
    return { x: anchor, y: y0 + 9, align, box: { x0, y0, x1: x0 + width, y1: y0 + height } };
  };
  const rise = height / 2 + 3;
  const near: readonly [Placed, ...Placed[]] = [
    at(GAP, -rise, "left"),
    at(GAP, rise, "left"),
    at(-GAP, -rise, "right"),
    at(-GAP, rise, "right"),
    at(GAP, 0, "left"),
    at(-GAP, 0, "right"),
    at(0, -rise - 6, "center"),
    at(0, rise + 6, "center"),
  ];
  const far = [1, 2, 3].flatMap((k) => [
    at(GAP, -rise - 14 * k, "left"),
    at(GAP + 12 * k, rise + 10 * k, "left"),
    at(-GAP - 12 * k, -rise - 10 * k, "right"),
    at(-GAP, rise + 14 * k, "right"),
  ]);
  return [...near, ...far];
}

function costOf(box: Box, { frame, lines, boxes }: Surroundings): number {
  const outside =
    Math.max(0, frame.x0 - box.x0) +
    Math.max(0, box.x1 - frame.x1) +
    Math.max(0, frame.y0 - box.y0) +
    Math.max(0, box.y1 - frame.y1);
  const covered = boxes.filter((other) => overlaps(box, other)).length;
  const crossed = lines.reduce((sum, line) => sum + lengthInside(line, grown(box, 2)), 0);
  return outside * 20 + covered * 200 + crossed * 3;
}

function overlaps(a: Box, b: Box): boolean {
  return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
}

function grown({ x0, y0, x1, y1 }: Box, by: number): Box {
  return { x0: x0 - by, y0: y0 - by, x1: x1 + by, y1: y1 + by };
}

/** About how many px of a polyline lie inside a box: its segments in steps of 3 px. */
function lengthInside(line: readonly Point[], box: Box): number {
  let inside = 0;
  for (let i = 1; i < line.length; i++) {
    const [[x0, y0], [x1, y1]] = [line[i - 1] as Point, line[i] as Point];
    if (Math.max(x0, x1) < box.x0 || Math.min(x0, x1) > box.x1) continue;
    const steps = Math.max(1, Math.ceil(Math.hypot(x1 - x0, y1 - y0) / 3));
    for (let k = 0; k < steps; k++) {
      const [x, y] = [x0 + ((x1 - x0) * k) / steps, y0 + ((y1 - y0) * k) / steps];
      if (x > box.x0 && x < box.x1 && y > box.y0 && y < box.y1) inside += 3;
    }
  }
  return inside;
}
