// Weight formats by name for a model that is served: plain ones, methods, and llama.cpp's mixtures by tensor.
import { FlopbookError, suggestion } from "../../ground/errors.js";
import { isWeightFormat, weightFormatNames, weightsByName } from "../../importers/named-weights.js";
import type { TransformerShape } from "../shape/shape.js";
import { type ServingFormat, servingFormatNames, type WeightFormat } from "./formats.js";

/** Every name that weights may be asked for by; methods take bits and groups as well, e.g. "gptq-3bit-g64". */
export const weightNames: readonly string[] = [...servingFormatNames, ...weightFormatNames];

/**
 * Weights in a format by name: one for all layers, or tensor by tensor for a method or a mixture of GGUF, which needs
 * the model's graph. Errors on an unknown name, with the nearest.
 */
export function weightFormat(name: string, shape: TransformerShape): WeightFormat {
  const plain = servingFormatNames.find((one) => one === name.toLowerCase());
  if (plain !== undefined) return plain;
  if (!isWeightFormat(name))
    throw new FlopbookError(
      `serving: unknown weight format, got "${name}"${suggestion(name, weightNames)}; known are ${weightNames.join(", ")}`,
    );
  if (shape.graph === undefined)
    throw new FlopbookError(
      `serving ${shape.name}: ${name} differs from tensor to tensor, and only sizes of this model are known, got no tensors; choose one of ${servingFormatNames.join(", ")}`,
    );
  return weightsByName(name, shape.graph({ sequence: 1 }));
}

/** Weights as the model's own file stores them, else in 16 bits; FP32 checkpoints are served in 16 bits. */
export function ownWeights({ stored }: Pick<TransformerShape, "stored">): WeightFormat {
  if (stored === undefined) return "bf16";
  const [first, second] = stored.formats;
  const whole = second === undefined && stored.from === "config" ? first?.format.toLowerCase() : undefined;
  return whole === undefined ? stored : (plainFormats[whole] ?? stored);
}

const plainFormats: Readonly<Record<string, ServingFormat>> = { bf16: "bf16", fp16: "fp16", fp32: "bf16" };

/** Why weights have their format, as a sentence has it after the format's name. */
export function weightsWords(shape: TransformerShape, asked: WeightFormat | undefined): string {
  if (asked !== undefined) return "as asked for";
  const { stored } = shape;
  if (stored === undefined) return "the model states no format";
  if (stored.from === "file") return "as in the file";
  const wide = stored.formats.length === 1 && stored.name === "FP32";
  return wide ? "the config states FP32, which engines serve in 16 bits" : "as the model's config states";
}
