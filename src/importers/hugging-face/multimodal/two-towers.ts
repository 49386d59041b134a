// Networks of two towers whose features meet, from the keys of a config: CLIP, SigLIP and their kin.
import { FlopbookError } from "../../../ground/errors.js";
import type { CountedGraph } from "../../../layers/index.js";
import { toRun } from "../../../models/language/blocks/run.js";
import { featuresOf } from "../../../models/multimodal/features.js";
import type { TokenStep } from "../../../models/multimodal/token-steps.js";
import { type Side, twoTowers } from "../../../models/multimodal/two-towers.js";
import type { ModelInput } from "../../../models/record.js";
import { type Asked, type Family, refuse } from "../family.js";
import { askedHead } from "../network-head.js";
import { partKeys } from "./part-keys.js";

interface TwoKin {
  readonly text: string;
  readonly vision: string;
  /** Width of the common space that both sides are projected to; undefined: they are compared as they are. */
  readonly projection: number | undefined;
  /** Learned numbers on the comparison. */
  readonly scalars: readonly string[];
}

const clip: TwoKin = {
  text: "clip_text_model",
  vision: "clip_vision_model",
  projection: 512,
  scalars: ["logit_scale"],
};
const siglip: TwoKin = {
  text: "siglip_text_model",
  vision: "siglip_vision_model",
  projection: undefined,
  scalars: ["logit_scale", "logit_bias"],
};

const kins: Readonly<Record<string, TwoKin>> = {
  clip,
  metaclip_2: { ...clip, text: "metaclip_2_text_model", vision: "metaclip_2_vision_model" },
  chinese_clip: { ...clip, text: "chinese_clip_text_model", vision: "chinese_clip_vision_model" },
  altclip: { ...clip, text: "altclip_text_model", vision: "altclip_vision_model", projection: 768 },
  aimv2: { ...clip, text: "aimv2_text_model", vision: "aimv2_vision_model" },
  blip: { ...clip, text: "blip_text_model", vision: "blip_vision_model" },
  siglip,
  siglip2: { ...siglip, text: "siglip2_text_model", vision: "siglip2_vision_model" },
};

/** Families by model type. */
export const twoTowerFamilies: Readonly<Record<string, Family>> = Object.fromEntries(
  Object.entries(kins).map(([type, kin]) => [type, (asked: Asked) => graph(asked, kin)]),
);

function graph(asked: Asked, kin: TwoKin): CountedGraph {
  const { keys, name, origin, input } = asked;
  refuse(asked, "reads texts and images", ["audio", "steps"]);
  const head = askedHead(keys, "none");
  if (head.kind !== "none")
    throw new FlopbookError(
      `${keys.subject}: architectures must name a class that compares texts with images, got "${head.className}"; export the network with torch.export and count the .pt2 file`,
    );
  const { batch = 1, images = 1, resolution, sequence, ...own } = input;
  const width = kin.projection === undefined ? undefined : keys.whole("projection_dim", kin.projection);
  const steps: readonly TokenStep[] = [
    { kind: "first", name: "first" },
    ...(width === undefined ? [] : [{ kind: "linear", name: "linear", width, bias: false } as const]),
  ];
  const side = (prefix: "text" | "vision", type: string, asks: ModelInput): Side => {
    const part = partKeys(keys, `${prefix}_config`, { decided: { model_type: type, architectures: null } });
    const tower = asked.inner({ keys: part, modelType: type, input: { ...own, ...asks } });
    const features = featuresOf(tower);
    if (features === undefined)
      throw new FlopbookError(
        `${keys.subject}: ${prefix}_config must describe a tower, got "${type}"; correct it`,
      );
    return { graph: tower, features, prefix, stage: `${prefix} tower`, steps };
  };
  const text = side("text", kin.text, { batch, ...(sequence === undefined ? {} : { sequence }) });
  const seen = resolution === undefined ? {} : { resolution };
  const vision = side("vision", kin.vision, { batch: batch * images, ...seen });
  keys.ignore([
    "logit_scale_init_value",
    "max_logit_scale",
    "image_text_hidden_size",
    "label_smoothing",
    "initializer_range",
    "tie_word_embeddings",
  ]);
  const spec = { name, origin, scalars: kin.scalars, notCounted: head.notCounted };
  return twoTowers(spec, [text, vision], toRun(keys.subject, { ...own, batch }, 1));
}
