// Heads that turn the features of several stages into an image: classes of every place, or depth.
import type { Tensor } from "../../layers/index.js";
import type { Sketch } from "../sketch.js";
import { convNorm, gridOf, resized, type Size, sizeOf, spreadProduct } from "./pieces.js";

/** SegFormer's: each stage projected, resized to the first, mixed, and classes for every place. */
export function allStagesHead(
  s: Sketch,
  stages: readonly { readonly tokens: Tensor; readonly size: Size }[],
  { dim, classes }: { readonly dim: number; readonly classes: number },
): Tensor {
  const target = stages[0]?.size ?? [1, 1];
  const same = stages.map(({ tokens, size }, i) => {
    const features = gridOf(s, `${i}.grid`, s.linear(`${i}.projection`, tokens, dim), size);
    return resized(s, `${i}.resized`, features, target);
  });
  const all = s.concatenate("joined", [...same].reverse(), 1);
  const fused = convNorm(s, "fusion", all, dim, { kernel: 1, activation: "relu" });
  return s.convolution("classes", fused, classes, { kernel: 1 });
}

/** GLPN's: from the last stage up, each fused with the next one by learned weights of both. */
export function depthHead(
  s: Sketch,
  stages: readonly { readonly tokens: Tensor; readonly size: Size }[],
  dim: number,
): Tensor {
  let x: Tensor | undefined;
  for (const [i, { tokens, size }] of [...stages].reverse().entries()) {
    const here = s.within(String(i));
    const grid = gridOf(here, "grid", tokens, size);
    const features = grid.shape[1] === dim ? grid : here.convolution("projection", grid, dim, { kernel: 1 });
    const fused = x === undefined ? features : chosen(here.within("fusion"), features, x);
    x = doubled(here, fused);
  }
  if (x === undefined) throw new RangeError("depth head: must have a stage, got none");
  const large = resized(s, "last.resized", x, sizeOf(x).map((size) => 2 * size) as unknown as Size);
  const window = { kernel: 3, padding: 1 };
  const first = s.activation("last.activation", s.convolution("last.0", large, dim, window), "relu");
  return s.activation("last.sigmoid", s.convolution("last.1", first, 1, window), "sigmoid");
}

function doubled(s: Sketch, x: Tensor): Tensor {
  const [height, width] = sizeOf(x);
  return resized(s, "resized", x, [2 * height, 2 * width]);
}

/** A weighted sum of two, with weights for every place out of both. */
function chosen(s: Sketch, local: Tensor, whole: Tensor): Tensor {
  const [batch = 1, dim = 1, height = 1, width = 1] = local.shape;
  const window = { kernel: 3, padding: 1, bias: true, activation: "relu" } as const;
  const first = convNorm(s, "0", s.concatenate("joined", [local, whole], 1), dim, window);
  const second = convNorm(s, "1", first, Math.trunc(dim / 2), window);
  const both = s.convolution("2", second, 2, { kernel: 3, padding: 1 });
  const weights = s.activation("sigmoid", both, "sigmoid");
  const part = (name: string, x: Tensor) =>
    spreadProduct(
      s,
      name,
      x,
      s.move(`${name}.weight`, weights, [batch, 1, height, width], "one of two weights"),
    );
  return s.add("sum", part("local", local), part("whole", whole));
}
