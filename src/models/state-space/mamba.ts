// A Mamba layer: projections in, a causal convolution, a scan token by token, a gate, one projection out.
import {
  elementwiseOperation,
  matmul,
  type NormStyle,
  scaleParameters,
  type Tensor,
  term,
} from "../../layers/index.js";
import type { OwnSpec } from "../language/blocks/specs.js";
import { type Sketch, sketchAt } from "../sketch.js";
import { causalConvolution } from "./parts.js";

export interface MambaSizes {
  /** Heads that choose and scan for themselves, each over its share of the features; default 1. */
  readonly heads?: number;
  readonly innerDim: number;
  readonly stateDim: number;
  /** Width that step sizes are projected through. */
  readonly rank: number;
  readonly kernel: number;
  readonly bias: boolean;
  readonly convolutionBias: boolean;
  /** Normalisation of step sizes and of what writes to and reads from the state; undefined: none. */
  readonly norm: NormStyle | undefined;
}

/** A Mamba layer as PyTorch runs it without fused kernels. */
export function mamba(sizes: MambaSizes): OwnSpec {
  return {
    kind: "own",
    name: "a state-space layer (Mamba)",
    state: sizes.innerDim * (sizes.stateDim + sizes.kernel - 1),
    build: (where, x) => layer(sketchAt(where), sizes, x),
  };
}

function layer(here: Sketch, sizes: MambaSizes, x: Tensor): Tensor {
  const [batch = 1, tokens = 1, modelDim = 1] = x.shape;
  const { innerDim, heads = 1 } = sizes;
  const both = here.linear("in", x, 2 * innerDim, sizes.bias);
  const part = (name: string, from: Tensor, width: number) =>
    here.move(name, from, [batch, tokens, width], "part");
  const convolution = { kernel: sizes.kernel, bias: sizes.convolutionBias, activation: "silu" } as const;
  const mixed = causalConvolution(here, "convolution", part("values", both, innerDim), convolution);
  const scanned = heads === 1 ? chosenScan(here, sizes, mixed) : scannedByHead(here, sizes, mixed);
  const open = here.multiply(
    "gated",
    scanned,
    here.activation("gate.open", part("gate", both, innerDim), "silu"),
  );
  return here.linear("out", open, modelDim, sizes.bias);
}

/** Each head's share of the features scanned for itself, side by side again. */
function scannedByHead(here: Sketch, sizes: MambaSizes, mixed: Tensor): Tensor {
  const [batch = 1, tokens = 1] = mixed.shape;
  const { heads = 1 } = sizes;
  const innerDim = sizes.innerDim / heads;
  const scanned = Array.from({ length: heads }, (_, i) => {
    const own = here.within(`heads.${i}`);
    const share = own.move("values", mixed, [batch, tokens, innerDim], "part");
    return chosenScan(own, { ...sizes, innerDim }, share);
  });
  return here.concatenate("heads", scanned, 2);
}

/** The scan with step sizes, writing and reading that are chosen by the features. */
function chosenScan(here: Sketch, sizes: MambaSizes, mixed: Tensor): Tensor {
  const [batch = 1, tokens = 1] = mixed.shape;
  const { innerDim, stateDim, rank, norm } = sizes;
  const part = (name: string, from: Tensor, width: number) =>
    here.move(name, from, [batch, tokens, width], "part");
  const chosen = here.linear("select", mixed, rank + 2 * stateDim, false);
  const even = (name: string, width: number) => {
    const own = part(name, chosen, width);
    return norm === undefined ? own : here.norm(`${name}.norm`, own, norm);
  };
  const rates = here.activation(
    "rates",
    here.linear("rates-up", even("rates-in", rank), innerDim, true),
    "softplus",
  );
  const write = even("write", stateDim);
  const read = even("read", stateDim);
  return scan(here, sizes, [mixed, rates, write, read]);
}

/** The scan: each feature's state fades and takes up its value, and is read by a product with what the token chose. */
function scan(
  here: Sketch,
  { innerDim, stateDim }: MambaSizes,
  [values, rates, write, read]: readonly [Tensor, Tensor, Tensor, Tensor],
): Tensor {
  const [batch = 1, tokens = 1] = values.shape;
  const shape = [batch, tokens, innerDim, stateDim];
  const wide = (part: string, x: Tensor) => here.view(`scan.${part}`, x, [batch, tokens, innerDim, 1]);
  const inputs = [
    wide("values", values),
    wide("rates", rates),
    here.view("scan.write", write, [batch, tokens, 1, stateDim]),
  ];
  const each = "5 multiply + exponential + add (discretised, fading, taken up)";
  const states = here.stage.add(
    here.name("scan.states"),
    {
      ...elementwiseOperation({
        name: "scan",
        inputs: inputs.map((one) => one.shape),
        output: shape,
        forward: each,
        backward: inputs.map(() => each),
        saved: [{ kind: "output" }],
      }),
      parameters: term(scaleParameters, { channels: innerDim * stateDim }),
    },
    ...inputs,
  );
  const column = here.view("scan.read", read, [batch, tokens, stateDim, 1]);
  const product = matmul({ left: shape, right: [batch, tokens, stateDim, 1] });
  const out = here.stage.add(here.name("scan.out"), product, states, column);
  return skipped(here, here.view("scan.flat", out, [batch, tokens, innerDim]), values);
}

/** What was scanned and the values themselves, each by a learned factor. */
function skipped(here: Sketch, flat: Tensor, values: Tensor): Tensor {
  const skip = elementwiseOperation({
    name: "skip",
    inputs: [flat.shape, values.shape],
    output: flat.shape,
    forward: "multiply + add",
    backward: [undefined, "multiply"],
    saved: [{ kind: "input", index: 1 }],
  });
  const parameters = term(scaleParameters, { channels: flat.shape.at(-1) ?? 1 });
  return here.stage.add(here.name("scan.skip"), { ...skip, parameters }, flat, values);
}
