// Recurrent networks: layers of cells, one or both directions, with dropout between the layers.
import { FlopbookError } from "../../ground/errors.js";
import { type DropoutSetting, dropped } from "../elementwise/dropout.js";
import type { Stage, Tensor } from "../graph/graph.js";
import { layerOf } from "../graph/layer.js";
import { concatenation } from "../memory/concatenation.js";
import { wholeNumber } from "../shape/shape.js";
import { type RecurrentCellSpec, recurrentCell } from "./recurrent-cell.js";

const subject = "layers/recurrent";

export interface RecurrentSpec extends Omit<RecurrentCellSpec, "input" | "copiesInput"> {
  /** Module path, e.g. "lstm". */
  readonly name: string;
  /** [batch, tokens, features]. */
  readonly input: Tensor;
  /** Default 1. */
  readonly layers?: number;
  /** Whether every layer runs in both directions; default false. */
  readonly bidirectional?: boolean;
  /** Between layers, not after the last; default none. */
  readonly dropout?: DropoutSetting;
  /** PyTorch copies batch-first input for each direction of the first layer; default "batch-first". */
  readonly layout?: "batch-first" | "time-first";
  /** What comes out: every token's state, or the last one's alone; default "every-token". */
  readonly output?: "every-token" | "last-token";
}

/**
 * A recurrent network: [batch, tokens, features] -> [batch, tokens, directions × state], or without tokens when only
 * the last state is asked for. Both directions of a layer are put side by side.
 *
 * @example const g = graphBuilder({ name: "model", origin: "own" });
 * const input = g.input("x", [8, 35, 650]);
 * recurrent(g.stage("encoder"), { name: "lstm", input, cell: "lstm", hiddenFeatures: 650,
 *   layers: 2 }).shape // [8, 35, 650]
 */
export function recurrent(stage: Stage, spec: RecurrentSpec): Tensor {
  const layers = wholeNumber(subject, "layers", spec.layers ?? 1);
  let x = spec.input;
  for (let i = 0; i < layers; i++) {
    if (i > 0 && spec.dropout !== undefined) x = dropped(stage, `${spec.name}.${i}.dropout`, x, spec.dropout);
    x = recurrentLayer(stage, spec, i, x);
  }
  return spec.output === "last-token" ? lastToken(stage, `${spec.name}.last`, x) : x;
}

function recurrentLayer(stage: Stage, spec: RecurrentSpec, index: number, input: Tensor): Tensor {
  const name = `${spec.name}.${index}`;
  const copiesInput = index === 0 && spec.layout !== "time-first";
  const { cell, hiddenFeatures, projection, biases } = spec;
  const layer = recurrentCell({
    input: input.shape,
    cell,
    hiddenFeatures,
    copiesInput,
    ...(projection === undefined ? {} : { projection }),
    ...(biases === undefined ? {} : { biases }),
  });
  if (spec.bidirectional !== true) return stage.add(name, layer, input);
  const forward = stage.add(`${name}.forward`, layer, input);
  const backward = stage.add(`${name}.backward`, layer, input);
  const joined = concatenation({ inputs: [forward.shape, backward.shape] });
  return stage.add(`${name}.joined`, joined, forward, backward);
}

/** The state of the last token: [batch, tokens, features] -> [batch, features], a view. */
function lastToken(stage: Stage, name: string, input: Tensor): Tensor {
  const [batch, , features] = input.shape;
  if (batch === undefined || features === undefined)
    throw new FlopbookError(
      `${subject}: the last token needs [batch, tokens, features], got [${input.shape.join(", ")}]; check the input`,
    );
  const layer = layerOf({
    kind: "view",
    settings: "last token",
    inputs: [input.shape],
    output: [batch, features],
    inputGradient: [[]],
    view: true,
  });
  return stage.add(name, layer, input);
}
