// Configs of transformers over patches: DeiT, DINOv2 and v3, BEiT, I-JEPA, YOLOS and their kin.
import { patchEncoder } from "../../../models/vision/patch-encoder.js";
import type { Asked, Family } from "../family.js";
import { imageBasis, pairOf, stretched } from "./image-keys.js";
import { vitMae } from "./masked-autoencoder.js";
import { beit, deit, dinov2, dinov3, ijepa, mlcd, pixio, videomae, vitMsn, yolos } from "./patch-parts.js";
import { base, type Defaults, type Parts, plainParts, ratio, type Sizes } from "./patch-sizes.js";

/** Families by model type. */
export const patchEncoderFamilies: Readonly<Record<string, Family>> = {
  deit: (asked) => encoder(asked, base, deit),
  vit_msn: (asked) => encoder(asked, base, vitMsn),
  ijepa: (asked) => encoder(asked, base, ijepa),
  pixio: (asked) => encoder(asked, { ...ratio, modelDim: 1280, layers: 32, heads: 16, image: 256 }, pixio),
  dinov2: (asked) => encoder(asked, { ...ratio, patch: 14 }, (a, sizes) => dinov2(a, sizes, 0)),
  dinov2_with_registers: (asked) => encoder(asked, ratio, (a, sizes) => dinov2(a, sizes, 4)),
  tipsv2_vision_model: (asked) =>
    encoder(asked, { ...ratio, image: 448, patch: 14 }, (a, sizes) => dinov2(a, sizes, 1)),
  dinov3_vit: (asked) =>
    encoder(asked, { ...base, modelDim: 384, heads: 6, inner: { dim: 1536 }, fallback: "none" }, dinov3),
  beit: (asked) => encoder(asked, base, beit),
  "data2vec-vision": (asked) => encoder(asked, base, beit),
  mlcd: mlcdFamily,
  mlcd_vision_model: mlcdFamily,
  yolos: (asked) => encoder(asked, base, yolos),
  videomae: (asked) => encoder(asked, base, videomae),
  vit_mae: vitMae,
};

function mlcdFamily(asked: Asked) {
  const sizes = { modelDim: 1664, layers: 48, heads: 16, image: 336, patch: 14, inner: { dim: 8192 } };
  return encoder(asked, { ...sizes, fallback: "none" }, mlcd);
}

function encoder(asked: Asked, defaults: Defaults, parts: (asked: Asked, sizes: Sizes) => Partial<Parts>) {
  const { keys } = asked;
  const basis = imageBasis(asked, {
    image: defaults.image,
    classes: [
      "DeiTForImageClassificationWithTeacher",
      "VideoMAEForVideoClassification",
      "YolosForObjectDetection",
    ],
    ...(defaults.fallback === undefined ? {} : { fallback: defaults.fallback }),
  });
  const modelDim = keys.whole("hidden_size", defaults.modelDim);
  const patch = pairOf(keys, "patch_size", defaults.patch);
  const count = ([height, width]: readonly [number, number]) =>
    Math.floor(height / patch[0]) * Math.floor(width / patch[1]);
  const [patches, madePatches] = [count(basis.spec.image), count(basis.made)];
  if (patches < 1) throw keys.wrong("patch_size", "must fit into the image", "lower it");
  const plain = plainParts(asked, defaults, { modelDim, patch });
  const own = parts(asked, { ...basis, modelDim, patches, madePatches, plain });
  const all = { ...plain, ...own };
  const notes = patches === madePatches || all.positions === 0 ? [] : [stretched];
  keys.ignore(["pooler_output_size", "pooler_act"]);
  keys.ignore(["layer_norm_eps", "rms_norm_eps", "hidden_dropout_prob", "attention_probs_dropout_prob"]);
  return patchEncoder({ ...basis.spec, ...all, notCounted: [...basis.spec.notCounted, ...notes] }, basis.run);
}
