// X-MOD: RoBERTa with a small network for each language behind every layer.
import { adaptedLayer } from "../../../models/text/encoder-layers.js";
import type { ConfigKeys } from "../config-keys.js";
import { repeated } from "../gpt-blocks.js";
import type { EncoderKind } from "./kind.js";

export function xmod(keys: ConfigKeys): EncoderKind {
  const before = keys.flag("pre_norm", false);
  const languages = keys.texts("languages")?.length ?? 1;
  const factor = keys.number("adapter_reduction_factor") ?? 2;
  const own = keys.flag("adapter_layer_norm", false);
  const shared = keys.flag("adapter_reuse_layer_norm", true);
  keys.ignore(["ln_before_adapter", "default_language"]);
  return {
    positions: "padded",
    sequence: { activation: "tanh", dropsBefore: true },
    tokens: { transform: "model", activation: "gelu", bias: "two" },
    arrangement: before ? "before" : "after-sum",
    ...(before ? { finalNorm: "layer" } : {}),
    layers: (_, sizes, block) => {
      const dim = Math.floor(sizes.modelDim / factor);
      const norm = own ? "own" : shared ? "shared" : "none";
      const adapter = { languages, dim, activation: sizes.activation, norm, dropout: sizes.dropout } as const;
      return { list: repeated(adaptedLayer(block, adapter), sizes.layers) };
    },
  };
}
