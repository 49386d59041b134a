// In which 16 bits a model is trained, where its own file states that, and what is said of its stored weights.
import { text } from "../../numbers/format.js";
import type { TransformerShape } from "./shape.js";

/** The 16-bit format that a model's file states; undefined where it states none, or FP32. */
export function trainedFormat({ activations }: TransformerShape): "bf16" | "fp16" | undefined {
  if (activations?.by !== "stated" || activations.name === "fp32") return undefined;
  return activations.name;
}

/**
 * How a run takes over the format of the model's own file, in words; undefined where the file states none. `asked` is
 * the format that was asked for.
 */
export function trainedWords(
  shape: TransformerShape,
  asked: "bf16" | "fp16" | undefined,
): string | undefined {
  const { activations, stored } = shape;
  const stated = trainedFormat(shape);
  const format = asked ?? stated;
  const taken =
    asked !== undefined
      ? undefined
      : stated !== undefined
        ? `Trained in ${stated.toUpperCase()}, as the model's own file states (--dtype changes it)`
        : activations?.by === "stated"
          ? `The model's own file states FP32; products are in 16 bits with FP32 master weights (--dtype changes the format)`
          : undefined;
  const narrow = stored !== undefined && (stored.formats.length > 1 || stored.valueBits < sixteen);
  const kept = narrow
    ? `the file stores its weights in ${text(stored.bytes.all.value, "byte")} (${stored.name}); training holds them unpacked${format === undefined ? "" : ` in ${format.toUpperCase()}`}`
    : undefined;
  if (taken === undefined)
    return kept === undefined ? undefined : `${kept[0]?.toUpperCase()}${kept.slice(1)}`;
  return kept === undefined ? taken : `${taken}; ${kept}`;
}

const sixteen = 16;
