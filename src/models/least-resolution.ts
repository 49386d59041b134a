// The smallest image that a network makes sense of: one pixel of its last map must stand for something.
import { FlopbookError } from "../ground/errors.js";
import type { CountedGraph } from "../layers/index.js";

/** From here on every network of the zoo has enough. */
const enough = 64;

/**
 * Errors when an image is smaller than what one pixel of the last map stands for. A network whose own layers refuse
 * small images (a kernel must fit) says so itself, from torchvision's `min_size` on. `built` makes the network for a
 * resolution; undefined: as published.
 */
export function checkResolution(resolution: number, built: (resolution?: number) => CountedGraph): void {
  if (!Number.isInteger(resolution) || resolution >= enough || !takesOnePixel(built)) return;
  const graph = built();
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

function takesOnePixel(built: (resolution?: number) => CountedGraph): boolean {
  try {
    built(1);
    return true;
  } catch (error) {
    if (error instanceof FlopbookError) return false;
    throw error;
  }
}
