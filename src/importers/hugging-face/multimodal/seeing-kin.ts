// Language models that see, from the keys of a config: a vision part, a projector and a text part.
import { FlopbookError } from "../../../ground/errors.js";
import type { CountedGraph, NotCounted } from "../../../layers/index.js";
import { toRun } from "../../../models/language/blocks/run.js";
import { decoderSpecOf } from "../../../models/language/decoder.js";
import { type Features, featuresOf } from "../../../models/multimodal/features.js";
import { projected, seeing, type TowerPart } from "../../../models/multimodal/seeing.js";
import type { TokenStep } from "../../../models/multimodal/token-steps.js";
import type { ModelInput } from "../../../models/record.js";
import type { ConfigKeys } from "../config-keys.js";
import { type Asked, type Family, refuse } from "../family.js";
import { askedHead } from "../network-head.js";
import { hasPart, type PartOf, partKeys } from "./part-keys.js";
import { flatKeys, seeingKeys } from "./seeing-keys.js";

/** A part as its place within the whole knows it. */
export interface KinPart extends Pick<PartOf, "missing" | "defaults"> {
  /** Its type where its keys name none, or whatever they name where `always` says so. */
  readonly type: string;
  readonly always?: boolean;
}

/** Where language models that see differ. */
export interface SeeingKin {
  /** What stands beside the text: a tower that sees, or with `hears` one that hears. */
  readonly vision: KinPart;
  readonly hears?: boolean;
  readonly text: KinPart;
  /** Whether the output is the table where no key says so. */
  readonly tied: boolean;
  /** Whether it is so too where only the text part's key says so. */
  readonly tiedByText?: boolean;
  /** Whether nothing is built where the config has no vision part; default: its defaults are. */
  readonly optionalVision?: boolean;
  readonly projector: (about: Projection) => readonly TokenStep[];
  /** How many towers of the same keys there are; those behind the first are not run. Default 1. */
  readonly towers?: number;
  /** Whether images are cut into tiles, each of which is an image to the tower. */
  readonly tiles?: boolean;
  readonly ignored?: readonly string[];
}

/** What a projector is made of. */
export interface Projection {
  readonly keys: ConfigKeys;
  readonly vision: ConfigKeys;
  readonly text: ConfigKeys;
  readonly features: Features;
  /** Features of one of the tower's tokens. */
  readonly width: number;
  /** Features of one of the text's tokens. */
  readonly textWidth: number;
}

/** The family of a kind. */
export function seeingFamily(kin: SeeingKin): Family {
  return (asked) => seeingGraph(asked, kin);
}

function seeingGraph(asked: Asked, kin: SeeingKin): CountedGraph {
  const { keys, name, origin } = asked;
  const images = imagesOf(asked, kin);
  const head = askedHead(keys, "language");
  const text = textPart(keys, kin, head.kind);
  const width = textWidth(asked, text, kin);
  const towers = visionParts(asked, kin, { text, width, images });
  const tokens = images * (towers[0]?.projected.tokens ?? 0);
  keys.ignore([...seeingKeys, ...(kin.ignored ?? [])]);
  const language = asked.inner({
    keys: text,
    modelType: kin.text.type,
    input: textInput(asked, text, tokens),
  });
  const seen = images === 0 ? "" : `, ${seenWords(kin, images)} of ${tokens / images} tokens`;
  return seeing(
    { name: `${name}${seen}`, origin, notCounted: [...head.notCounted, ...tiles(kin, images)] },
    towers,
    language,
  );
}

/** Images of a sample, or its one sound where seconds are asked for. */
function imagesOf(asked: Asked, kin: SeeingKin): number {
  const { input } = asked;
  if (kin.hears === true) {
    refuse(asked, "reads text and sound", ["images", "resolution", "steps"]);
    return input.audio === undefined ? 0 : 1;
  }
  refuse(asked, "reads text and images", ["audio", "steps"]);
  const images = input.images ?? 0;
  if (images === 0) refuse(asked, "runs no image unless `images` says how many", ["resolution"]);
  return images;
}

function seenWords(kin: SeeingKin, images: number): string {
  if (kin.hears === true) return "a sound";
  return images === 1 ? "an image" : `${images} images`;
}

/** The text's keys, with the output tied or not and the head that the whole says. */
function textPart(keys: ConfigKeys, kin: SeeingKin, head: string): ConfigKeys {
  const whole = keys.flag("tie_word_embeddings", kin.tied);
  const own = partKeys(keys, "text_config", kin.text);
  const tied = whole || (kin.tiedByText === true && own.flag("tie_word_embeddings", false));
  const classes = { language: "ForCausalLM", none: "Model", classes: "ForSequenceClassification" };
  const name = `Text${classes[head as keyof typeof classes] ?? "Model"}`;
  const decided = {
    tie_word_embeddings: tied,
    architectures: [name],
    ...(kin.text.always === true ? { model_type: kin.text.type } : {}),
    ...(head === "classes" ? { id2label: keys.raw("id2label") ?? { 0: "", 1: "" } } : {}),
  };
  const missing = hasPart(keys, "text_config") ? {} : flatText(keys, kin);
  return partKeys(keys, "text_config", { ...kin.text, missing, decided });
}

/** The text's keys of an earlier form of such configs, which had them beside the vision part. */
function flatText(keys: ConfigKeys, kin: SeeingKin): Readonly<Record<string, unknown>> {
  const names = flatKeys.filter((name) => keys.raw(name) !== undefined);
  if (!names.includes("num_hidden_layers")) return kin.text.missing ?? {};
  return Object.fromEntries(names.map((name) => [name, keys.raw(name)]));
}

/** Features of one of the text's tokens, found by building it for one token where no key says it. */
function textWidth(asked: Asked, text: ConfigKeys, kin: SeeingKin): number {
  const stated = text.optionalWhole(["hidden_size", "d_model", "n_embd"]);
  if (stated !== undefined) return stated;
  const input = { batch: 1, sequence: 1 };
  const graph = asked.inner({ keys: text.withDefaults({}), modelType: kin.text.type, input });
  const table = graph.nodes.find(({ layer }) => layer.kind === "embedding");
  return decoderSpecOf(graph)?.modelDim ?? table?.output.shape.at(-1) ?? 1;
}

function textInput({ input }: Asked, text: ConfigKeys, tokens: number): ModelInput {
  const { images: _, resolution: __, audio: ___, ...own } = input;
  if (tokens === 0) return own;
  const usual = Math.min(2048, text.optionalWhole("max_position_embeddings") ?? 2048);
  return { ...own, sequence: (input.sequence ?? usual) + tokens };
}

const partName = (kin: SeeingKin) => (kin.hears === true ? "audio_config" : "vision_config");

interface Beside {
  readonly text: ConfigKeys;
  readonly width: number;
  readonly images: number;
}

/** The towers with what projects their features: none where the config has no vision part. */
function visionParts(asked: Asked, kin: SeeingKin, beside: Beside) {
  const { keys, input } = asked;
  if (kin.optionalVision === true && !hasPart(keys, partName(kin))) return [];
  const { images } = beside;
  const decided = {
    architectures: null,
    ...(kin.vision.always === true ? { model_type: kin.vision.type } : {}),
  };
  const vision = () => partKeys(keys, partName(kin), { ...kin.vision, decided });
  const batch = images === 0 ? 1 : (input.batch ?? 1) * images;
  const { sequence: _, images: __, resolution, ...own } = input;
  const towerInput = { ...own, batch, ...(resolution === undefined ? {} : { resolution }) };
  const run = toRun(keys.subject, { ...own, batch }, 1);
  return Array.from({ length: kin.towers ?? 1 }, (_, i) => {
    const graph = asked.inner({ keys: vision(), modelType: kin.vision.type, input: towerInput });
    const features = featuresOf(graph);
    if (features === undefined) throw noFeatures(keys, vision());
    const about: Projection = {
      keys,
      vision: vision(),
      text: beside.text,
      features,
      width: features.tensor.shape.at(-1) ?? 1,
      textWidth: beside.width,
    };
    const part: TowerPart = {
      graph,
      features,
      prefix: `${kin.hears === true ? "audio" : "vision"}${i === 0 ? "" : `.${i}`}`,
      stage: kin.hears === true ? "audio tower" : "vision tower",
      projector: i === 0 ? kin.projector(about) : [],
      idle: images === 0 || i > 0,
    };
    return { ...part, projected: projected(part, run) };
  });
}

function noFeatures(keys: ConfigKeys, vision: ConfigKeys): FlopbookError {
  const type = vision.text("model_type", "");
  return new FlopbookError(
    `${keys.subject}: vision_config must describe a tower whose tokens are known here, got model_type "${type}"; export the network with torch.export and count the .pt2 file`,
  );
}

function tiles(kin: SeeingKin, images: number): readonly NotCounted[] {
  if (kin.tiles !== true || images === 0) return [];
  return [
    {
      name: "image_grid_pinpoints",
      what: "tiles of large images",
      why: "an image is cut into tiles by its size: each counts as one image here, so ask for as many images as there are tiles",
    },
  ];
}
