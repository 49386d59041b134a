// An encoder over the few patches that are not hidden, and a small decoder that draws all of them: ViTMAE.
import type { CountedGraph } from "../../layers/index.js";
import type { Run } from "../language/blocks/run.js";
import { type ImageNetworkSpec, imageNetwork } from "./image-network.js";
import { type PatchBlock, patchBlock } from "./patch-encoder.js";
import { type Size, someTokens, tokensOf, withTokens } from "./pieces.js";

export interface MaskedAutoencoderSpec extends ImageNetworkSpec {
  readonly patch: Size;
  readonly modelDim: number;
  readonly layers: number;
  readonly block: PatchBlock;
  /** Rows of each table of positions. */
  readonly positions: number;
  /** Patches that the encoder sees. */
  readonly seen: number;
  readonly decoder: { readonly dim: number; readonly layers: number; readonly block: PatchBlock } | undefined;
}

/** The graph: images -> tokens of the patches that are seen, or the pixels of all patches. */
export function maskedAutoencoder(spec: MaskedAutoencoderSpec, run: Run): CountedGraph {
  return imageNetwork(spec, run, (network) => {
    const start = network.stage("embedding");
    const window = { kernel: spec.patch, stride: spec.patch };
    const all = tokensOf(
      start,
      "tokens",
      start.convolution("patches", network.images, spec.modelDim, window),
    );
    const count = all.shape[1] ?? 1;
    const placed = start.positions("positions", all, spec.positions);
    let x = withTokens(start, "class-token", someTokens(start, "seen", placed, spec.seen), 1);
    const s = network.stage("layers");
    for (let i = 0; i < spec.layers; i++) x = patchBlock(s.within(String(i)), spec.block, x);
    x = network.stage("output").norm("norm", x);
    if (spec.decoder === undefined) return;
    const { dim, layers, block } = spec.decoder;
    const decoder = network.stage("decoder");
    const narrow = decoder.linear("input", x, dim);
    const hidden = withTokens(decoder, "mask-token", narrow, 1);
    const full = decoder.move("all", hidden, [run.batch, count + 1, dim], "hidden patches in their places");
    let y = decoder.positions("positions", full, spec.positions);
    for (let i = 0; i < layers; i++) y = patchBlock(decoder.within(String(i)), block, y);
    const pixels = spec.patch[0] * spec.patch[1] * spec.channels;
    decoder.linear("pixels", decoder.norm("norm", y), pixels);
  });
}
