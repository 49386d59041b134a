// The smallest image that a network makes sense of: one pixel of its last map must stand for something.
import { FlopbookError } from "../errors.js";
import type { CountedGraph } from "../layers/index.js";

/** From here on every network of the zoo has enough. */
const enough = 64;

/** Errors when an image is smaller than what one pixel of the last map stands for; `usual` is the network as published. */
export function checkResolution(resolution: number, usual: () => CountedGraph): void {
  if (resolution >= enough) return;
  const graph = usual();
  const side = graph.inputs[0]?.shape.at(-1) ?? 1;
  const maps = graph.nodes.flatMap(({ layer: { kind, output } }) =>
    /conv|pool/.test(kind) && output.length === 4 && (output[3] ?? 0) > 1 ? [output[3] ?? side] : [],
  );
  const least = Math.round(side / Math.min(side, ...maps));
  if (resolution >= least) return;
  throw new FlopbookError(
    `resolution: must be at least ${least} pixels for ${graph.name}, whose last map has one for ${least} of the image's, got "${resolution}"; write ${side}`,
    { exitCode: 2 },
  );
}
