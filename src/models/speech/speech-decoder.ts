// Encoders of spectra and decoders of text that read them, as Whisper has them.
import { FlopbookError } from "../../ground/errors.js";
import type { Origin } from "../../ground/source.js";
import {
  type CountedGraph,
  type GraphBuilder,
  graphBuilder,
  type NormStyle,
  type NotCounted,
  outputProjection,
  type Tensor,
} from "../../layers/index.js";
import { tokenLoss } from "../language/blocks/head.js";
import type { Run } from "../language/blocks/run.js";
import type { BlockActivation } from "../language/blocks/specs.js";
import { withFeatures } from "../multimodal/features.js";
import { afterSteps, type TokenStep } from "../multimodal/token-steps.js";
import { type TowerBlock, towerBlocks } from "../multimodal/tower-block.js";
import { type Sketch, type SketchedAttention, sketch } from "../sketch.js";

/** One convolution over the frames of a spectrum. */
export interface FrameConvolution {
  readonly width: number;
  readonly kernel: number;
  readonly stride: number;
  /** Default: half the kernel. */
  readonly padding?: number;
  readonly bias: boolean;
  /** A function of all channels, or one half of them times the sigmoid of the other. */
  readonly activation: BlockActivation | "half-gate" | "none";
  /** Channels together in one group norm behind the activation; default none. */
  readonly normed?: boolean;
}

/** The part that hears. */
export interface SpectrumEncoder {
  /** Channels of the input and how many frames (or samples) it has. */
  readonly channels: number;
  readonly frames: number;
  readonly convolutions: readonly FrameConvolution[];
  /** Rows of a table of positions; 0: none. */
  readonly positions: number;
  readonly entranceNorm: NormStyle | undefined;
  readonly blocks: readonly TowerBlock[];
  /** Steps behind the blocks. */
  readonly lastSteps: readonly TokenStep[];
}

/** The part that writes. */
export interface SpeechDecoder {
  readonly vocabulary: number;
  readonly modelDim: number;
  readonly positions: number;
  readonly blocks: readonly DecoderBlock[];
  readonly finalNorm: NormStyle | undefined;
  /** Logits of every token; undefined: features alone. */
  readonly head: { readonly tied: boolean } | undefined;
}

/** A block with attention to what was heard between the other two. */
export interface DecoderBlock extends TowerBlock {
  readonly cross: Omit<SketchedAttention, "memory">;
}

export interface SpeechSpec {
  readonly name: string;
  readonly origin: Origin;
  readonly encoder: SpectrumEncoder;
  readonly decoder: SpeechDecoder | undefined;
  /** What stands on the encoder's features where there is no decoder. */
  readonly head: readonly TokenStep[];
  readonly notCounted: readonly NotCounted[];
}

/** The graph: a spectrum [batch, channels, frames], and tokens [batch, sequence] where there is a decoder. */
export function speech(spec: SpeechSpec, run: Run): CountedGraph {
  const builder = graphBuilder({ name: spec.name, origin: spec.origin, bytesPerElement: run.width });
  for (const part of spec.notCounted) builder.leaveOut(part);
  const heard = encoded(builder, spec, run);
  if (spec.decoder !== undefined) {
    decoded(builder, spec.decoder, run, heard);
    return builder.graph();
  }
  const grid = [1, heard.shape[1] ?? 1] as const;
  const own = afterSteps(sketch(builder.stage("output"), run), { x: heard, grid }, spec.head).x;
  return withFeatures(builder.graph(), { tensor: heard, grid, firstTokens: 0, own });
}

function encoded(builder: GraphBuilder, { encoder, name }: SpeechSpec, run: Run): Tensor {
  const frames = builder.input("frames", [run.batch, encoder.channels, encoder.frames]);
  const here = sketch(builder.stage("encoder"), run, "encoder");
  let x: Tensor = frames;
  for (const [i, one] of encoder.convolutions.entries()) {
    if ((x.shape[2] ?? 0) + 2 * (one.padding ?? Math.floor(one.kernel / 2)) < one.kernel)
      throw new FlopbookError(
        `${name}: audio must be longer than its convolutions reach, got less; lengthen it`,
      );
    x = frameConvolution(here, `convolutions.${i}`, x, one);
  }
  const [batch = 1, channels = 1, tokens = 1] = x.shape;
  x = here.view("tokens", x, [batch, tokens, channels]);
  if (encoder.positions > 0) x = here.positions("positions", x, encoder.positions);
  if (encoder.entranceNorm !== undefined) x = here.norm("entrance-norm", x, encoder.entranceNorm);
  const last = towerBlocks(here, x, encoder.blocks);
  return afterSteps(here, { x: last, grid: [1, last.shape[1] ?? 1] }, encoder.lastSteps).x;
}

function frameConvolution(here: Sketch, name: string, x: Tensor, one: FrameConvolution): Tensor {
  const { kernel, stride, bias, activation, padding = Math.floor(kernel / 2) } = one;
  const window = { kernel: [kernel], stride: [stride], padding: [padding], bias };
  const made = here.convolution(name, x, one.width, window);
  if (activation === "half-gate") {
    const [batch = 1, , length = 1] = made.shape;
    const half = [batch, one.width / 2, length];
    const gate = here.move(`${name}.gate.half`, made, half, "half of the channels");
    const other = here.move(`${name}.half`, made, half, "half of the channels");
    return here.multiply(`${name}.product`, other, here.activation(`${name}.gate`, gate, "sigmoid"));
  }
  const active = activation === "none" ? made : here.activation(`${name}.activation`, made, activation);
  return one.normed === true ? here.groupNorm(`${name}.norm`, active, 1) : active;
}

function decoded(builder: GraphBuilder, spec: SpeechDecoder, run: Run, heard: Tensor): void {
  const tokens = builder.input("tokens", [run.batch, run.sequence], { bytesPerElement: 8 });
  const here = sketch(builder.stage("decoder"), run, "decoder");
  let x = here.embedding("table", tokens, spec.vocabulary, spec.modelDim);
  if (spec.positions > 0) x = here.positions("positions", x, spec.positions);
  for (const [i, block] of spec.blocks.entries())
    x = decoderBlock(here.within(`layers.${i}`), x, block, heard);
  if (spec.finalNorm !== undefined) x = here.norm("norm", x, spec.finalNorm);
  if (spec.head === undefined) return;
  const { vocabulary } = spec;
  const tied = spec.head.tied ? { tiedTo: here.name("table") } : {};
  const stage = builder.stage("output");
  const logits = outputProjection(stage, { name: "output", input: x, vocabulary, bias: false, ...tied });
  tokenLoss(builder, "loss", logits, tokens);
}

function decoderBlock(here: Sketch, x: Tensor, block: DecoderBlock, heard: Tensor): Tensor {
  const sublayer = (part: string, from: Tensor, layer: (normed: Tensor) => Tensor) => {
    const before = block.arrangement !== "after-sum";
    const made = layer(before ? here.norm(`${part}.norm`, from, block.norm) : from);
    const added = here.add(`${part}.add`, made, from);
    return before ? added : here.norm(`${part}.norm`, added, block.norm);
  };
  const own = sublayer("attention", x, (from) => here.attention("attention", from, block.attention));
  const read = sublayer("cross", own, (from) =>
    here.attention("cross", from, { ...block.cross, memory: heard }),
  );
  return sublayer("mlp", read, (from) => here.mlp("mlp", from, block.mlp));
}
