// Root-mean-square normalisation written as a mean square, a root, a quotient and a scale.
//
// Keeps what PyTorch keeps of these steps: the library modules that are exported so compute in steps, and so does
// PyTorch's own module on the CPU, which the exporter before opset 23 has no other form for.
import { stepwiseNorm } from "../../../layers/index.js";
import { elementType } from "../element-type.js";
import { dataInput, emitted, type Pattern } from "./match.js";
import { featuresBesides, overRoot, rowsAndFeatures } from "./normalisation.js";

/** x / sqrt(mean(x²) + epsilon) times a weight, with a cast between where the steps are in FP32. */
export const rmsNormPattern: Pattern = (flow, root) => {
  const quotient = overRoot(flow, root);
  if (quotient === undefined || flow.made(quotient.base, "Sub") !== undefined) return undefined;
  const { axes, base } = quotient;
  const divided = quotient.parts.at(-1);
  const cast = flow.next(divided, "Cast");
  const last = cast ?? divided;
  const product = flow.next(last, "Mul");
  const weight = featuresBesides(flow, product, last?.outputs[0], axes.length);
  const type = cast?.attributes.get("to")?.integer;
  if (product === undefined || weight === undefined || !isFloat(type)) return undefined;
  const parts = [...quotient.parts, ...(cast === undefined ? [] : [cast]), product];
  return {
    operator: "RMSNormalization",
    inputs: [base, weight],
    parts,
    rule: (call) => {
      const data = dataInput(call);
      const input = rowsAndFeatures(call, axes, data);
      const layer = stepwiseNorm({ input, style: "rms", bytesPerElement: 4 });
      const typed = type === undefined ? {} : { type };
      return [emitted(call, { layer, operators: parts.length, ...typed }, data)];
    },
  };
};

function isFloat(type: number | undefined): boolean {
  return type === undefined || elementType("cast", type).kind === "float";
}
