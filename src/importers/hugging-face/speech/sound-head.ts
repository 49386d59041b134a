// Heads on the features of a sound, by the class named in `architectures`.
import type { NotCounted } from "../../../layers/index.js";
import type { TokenStep } from "../../../models/multimodal/token-steps.js";
import type { ConfigKeys } from "../config-keys.js";
import { askedHead } from "../network-head.js";

/** The head by its class: letters of each token, one class of a sound, or one class of each token. */
export function headOf(
  keys: ConfigKeys,
  width: number,
): { readonly head: readonly TokenStep[]; readonly notCounted: readonly NotCounted[] } {
  const { className = "Model", labels } = askedHead(keys, "none");
  const weighted = keys.flag("use_weighted_layer_sum", false);
  const layers = keys.count("num_hidden_layers", 12) + 1;
  const inner = keys.whole("classifier_proj_size", 256);
  const weights: readonly TokenStep[] = weighted
    ? [{ kind: "unused", name: "layer-weights", shape: [layers] }]
    : [];
  const linear = (name: string, size: number) => ({ kind: "linear", name, width: size, bias: true }) as const;
  if (className.endsWith("ForCTC"))
    return { head: [linear("letters", keys.whole("vocab_size", 32))], notCounted: [] };
  if (className.endsWith("ForSequenceClassification"))
    return {
      head: [
        ...weights,
        linear("projector", inner),
        { kind: "mean", name: "mean" },
        linear("classes", labels),
      ],
      notCounted: [],
    };
  if (className.endsWith("ForAudioFrameClassification"))
    return { head: [...weights, linear("classes", labels)], notCounted: [] };
  if (className.endsWith("Model") && width > 0) return { head: [], notCounted: [] };
  const why = "its head is not known here: the network is counted without a head and without a loss";
  return { head: [], notCounted: [{ name: "architectures", what: `class ${className}`, why }] };
}
