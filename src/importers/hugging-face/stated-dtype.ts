// The number format that a config states for its weights and activations: its own key, or that of its language model.
import type { ActivationFormat } from "../../layers/index.js";
import { dtypeOf, type ModelInput, type NetworkFormat } from "../../models/record.js";
import { type ConfigKeys, isObject } from "./config-keys.js";

const formats: Readonly<Record<string, NetworkFormat>> = {
  float32: "fp32",
  float: "fp32",
  bfloat16: "bf16",
  float16: "fp16",
  half: "fp16",
};

/** Objects within a config that state it for the part of the network that they describe, the main one first. */
const nested = [
  "text_config",
  "llm_config",
  "language_config",
  "thinker_config",
  "decoder",
  "decoder_config",
  "generator",
  "text_model",
  "encoder",
  "vision_config",
  "audio_config",
];

/** The format that a config states: of two spellings and inner configs the first; undefined where it states none. */
export function statedDtype(keys: ConfigKeys): NetworkFormat | undefined {
  const own = formatOf(keys.raw("dtype")) ?? formatOf(keys.raw("torch_dtype"));
  if (own !== undefined) return own;
  return nested.map((name) => within(keys.peek(name), 1)).find((format) => format !== undefined);
}

const deepest = 2;

/** An inner config, whose own reader marks its keys. */
function within(value: unknown, depth: number): NetworkFormat | undefined {
  if (!isObject(value)) return undefined;
  const own = formatOf(value.dtype) ?? formatOf(value.torch_dtype);
  if (own !== undefined || depth >= deepest) return own;
  return nested.map((name) => within(value[name], depth + 1)).find((format) => format !== undefined);
}

/** "bfloat16" and "torch.bfloat16"; anything else, such as "auto", states nothing. */
function formatOf(value: unknown): NetworkFormat | undefined {
  if (typeof value !== "string") return undefined;
  const name = value.replace(/^torch\./, "");
  return Object.hasOwn(formats, name) ? formats[name] : undefined;
}

/**
 * How a network of a config is counted: as asked, else in the format that its config states, else in FP32, or in BF16
 * where its weights are `quantized`, since such checkpoints keep everything else in 16 bits.
 */
export function activationFormat(keys: ConfigKeys, input: ModelInput, quantized: boolean): ActivationFormat {
  const asked = dtypeOf(input);
  if (asked !== undefined) return { name: asked, by: "asked" };
  const stated = statedDtype(keys);
  if (stated !== undefined) return { name: stated, by: "stated" };
  return { name: quantized ? "bf16" : "fp32", by: "default" };
}
