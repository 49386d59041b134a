// A network for images as a record of the zoo: the inputs that it takes, its graph, and what torchvision publishes.

import { FlopbookError } from "../../ground/errors.js";
import type { Origin } from "../../ground/source.js";
import { type CountedGraph, type GraphBuilder, graphBuilder, type Tensor } from "../../layers/index.js";
import { wholeNumber } from "../../layers/shape/shape.js";
import { sources } from "../../sources/bibliography.js";
import type { Claim } from "../claim.js";
import { type AttentionKernel, dtypeOf, formatWidth, type ModelInput, type ModelRecord } from "../record.js";

/** What torchvision publishes about a model's first weights. */
export interface Published {
  /** Name of the enum of weights, e.g. "AlexNet_Weights.IMAGENET1K_V1". */
  readonly weights: string;
  readonly parameters?: number;
  /** Thousand million multiply-accumulates for one image, printed in thousandths. */
  readonly gmac?: number;
  /** Height and width of the image for which `gmac` is given, where it is not the model's default. */
  readonly resolution?: number;
}

export interface ImageModelSpec {
  /** torchvision's name. */
  readonly id: string;
  readonly aliases?: readonly string[];
  readonly family: string;
  /** Where the architecture is described. */
  readonly origin: Origin;
  /** Height and width of the image unless the caller sets them; default 224. */
  readonly resolution?: number;
  /**
   * Whether it has attention, and whether one kernel can do it: scores with a learned bias only run "eager". Default:
   * none.
   */
  readonly attends?: "any kernel" | "eager";
  readonly published?: Published;
  /** Adds the layers behind an image [batch, 3, resolution, resolution]. */
  build(builder: GraphBuilder, image: Tensor, attention: AttentionKernel): void;
}

/** The record of a network that reads images of three channels. */
export function imageModel(spec: ImageModelSpec): ModelRecord {
  return {
    id: spec.id,
    ...(spec.aliases === undefined ? {} : { aliases: spec.aliases }),
    family: spec.family,
    reads: "images",
    graph: (input) => imageGraph(spec, input),
  };
}

function imageGraph(spec: ImageModelSpec, input: ModelInput): CountedGraph {
  const subject = `models/${spec.id}`;
  checkKernel(subject, spec.attends, input);
  const batch = wholeNumber(subject, "batch", input.batch ?? 1);
  const resolution = wholeNumber(subject, "resolution", input.resolution ?? spec.resolution ?? 224);
  const bytesPerElement = formatWidth(dtypeOf(input) ?? "fp32");
  const builder = graphBuilder({ name: spec.id, origin: spec.origin, bytesPerElement });
  const image = builder.input("image", [batch, 3, resolution, resolution]);
  try {
    spec.build(builder, image, input.attention ?? "eager");
  } catch (error) {
    throw error instanceof FlopbookError
      ? new FlopbookError(`${subject}, resolution ${resolution}: ${error.message}`)
      : error;
  }
  return builder.graph();
}

/** Errors on a kernel of attention where there is no attention, and on a fused one that its biases rule out. */
export function checkKernel(
  subject: string,
  attends: ImageModelSpec["attends"],
  { attention }: ModelInput,
): void {
  if (attention === undefined || attends === "any kernel") return;
  if (attends === undefined)
    throw new FlopbookError(
      `${subject}: has no attention, got ${JSON.stringify(attention)} for its kernel; leave it out`,
    );
  if (attention !== "eager")
    throw new FlopbookError(
      `${subject}: its scores take a learned bias of every pair of tokens and need the kernel "eager", got ${JSON.stringify(attention)}; leave it out`,
    );
}

/** What torchvision publishes about a model, as claims about its graph. */
export function publishedClaims(spec: ImageModelSpec): readonly Claim[] {
  const { weights, parameters, gmac, resolution } = spec.published ?? {};
  const graph = () => imageGraph(spec, resolution === undefined ? {} : { resolution });
  const claims: Claim[] = [];
  if (parameters !== undefined)
    claims.push({
      id: `${spec.id}-parameters`,
      about: "parameters",
      stated: parameters,
      tolerance: 0,
      reason: "counted from the instantiated model",
      source: { source: sources.torchvision, place: `${weights}: num_params` },
      graph,
    });
  if (gmac !== undefined)
    claims.push({
      id: `${spec.id}-mac-torchvision`,
      about: "forwardMac",
      stated: gmac * 1e9,
      tolerance: 0.0005 / gmac,
      reason: "printed in thousandths of 10^9",
      source: { source: sources.torchvision, place: `${weights}: _ops` },
      graph,
    });
  return claims;
}
