// Every kind of file that we read, a few real ones of each, and how a command reads it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { readBaseline } from "../../src/cli/check/baseline.js";
import { readExamples } from "../../src/cli/check/user-file.js";
import { modelSummary } from "../../src/display/model-summary.js";
import { foundModel, fromPt2 } from "../../src/importers/index.js";
import { readNotebook } from "../../src/notebook/read.js";
import { readManifest } from "../../src/report/edition/manifest.js";
import { ran } from "../cli/command.js";
import { fixtures as field } from "../field/field.js";
import { archiveOf, linearProgram } from "../importers/pt2/pt2-writer.js";

const fixtures = join(import.meta.dirname, "..", "fixtures");
const repository = join(import.meta.dirname, "..", "..");

/** A kind of file. `share` is its part of all cases; `json` says that its values are damaged as well as its bytes. */
export interface Kind {
  readonly name: string;
  readonly ending: string;
  readonly share: number;
  readonly json: boolean;
  readonly files: readonly Uint8Array[];
  /** Reads the file as a command would; throws what a person would be told, returns what would be shown. */
  readonly read: (path: string) => unknown;
}

const bytes = (...path: readonly string[]): Uint8Array => new Uint8Array(readFileSync(join(...path)));
const all = (folder: string, wanted: RegExp): Uint8Array[] =>
  readdirSync(folder)
    .filter((name) => wanted.test(name))
    .sort()
    .map((name) => bytes(folder, name));

/** A configuration with few layers: a graph of eighty shows nothing more and takes forty times as long. */
function withTwoLayers(config: Uint8Array): Uint8Array {
  const read = JSON.parse(new TextDecoder().decode(config)) as object;
  return new TextEncoder().encode(JSON.stringify({ ...read, num_hidden_layers: 2 }));
}

function summaryOf(path: string) {
  return modelSummary(foundModel(path).graph);
}

/** What a command prints; an exit code beyond 2 or a missing sentence is a fault of its own. */
async function printed(words: readonly string[]): Promise<unknown> {
  const { code, out, err } = await ran(words);
  if (code > 2 || (code !== 0 && err.trim() === "" && out.trim() === ""))
    throw new Error(`${words.join(" ")}: exit ${code}, "${err}"`);
  if (/\n\s+at .*\.[jt]s:\d|formula "|\bNaN\b|undefined|\[object/.test(out + err))
    throw new Error(`${words.join(" ")}: says ${(out + err).slice(0, 400)}`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not reach a terminal
  if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(out + err))
    throw new Error(`${words.join(" ")}: control characters in ${JSON.stringify((out + err).slice(0, 400))}`);
  return out;
}

export const kinds: readonly Kind[] = [
  {
    name: "ONNX",
    ending: ".onnx",
    share: 4,
    json: false,
    files: [
      ...["lin1.onnx", "nms_scalar.onnx"].map((name) => bytes(field, "models", name)),
      bytes(field, "faults", "iris.onnx"),
      ...all(join(fixtures, "onnx"), /\.onnx$/),
      new Uint8Array(gunzipSync(bytes(fixtures, "onnx", "squeezenet1_1.onnx.gz"))).slice(0, 40_000),
    ],
    read: summaryOf,
  },
  {
    name: "safetensors",
    ending: ".safetensors",
    share: 3,
    json: false,
    files: [
      bytes(field, "faults", "ctl.safetensors"),
      ...all(join(fixtures, "weights", "llama-sharded"), /\.safetensors$/).slice(0, 1),
    ],
    read: summaryOf,
  },
  {
    name: "GGUF",
    ending: ".gguf",
    share: 3,
    json: false,
    files: [bytes(fixtures, "weights", "llama-q4.gguf")],
    read: summaryOf,
  },
  {
    name: "exported program",
    ending: ".pt2",
    share: 3,
    json: false,
    files: ["frozen_backbone_no_grad", "control_flow_while", "moe_dense_own"].map((name) =>
      bytes(fixtures, "pt2", `${name}.pt2`),
    ),
    read: summaryOf,
  },
  {
    name: "graph of an exported program",
    ending: ".json",
    share: 2,
    json: true,
    files: [new TextEncoder().encode(linearProgram())],
    read: (path) => modelSummary(fromPt2({ name: "net.pt2", bytes: archiveOf(readFileSync(path, "utf8")) })),
  },
  {
    name: "weights, as a command prints them",
    ending: ".safetensors",
    share: 1,
    json: false,
    files: [bytes(field, "faults", "ctl.safetensors")],
    read: (path) => printed(["model", path]),
  },
  {
    name: "config.json",
    ending: ".json",
    share: 5,
    json: true,
    files: [
      withTwoLayers(bytes(fixtures, "configs", "llama3.2-1b.json")),
      ...["awq70", "moe60", "mistral7b", "qwen15-72b"].map((name) =>
        withTwoLayers(bytes(field, "models", name, "config.json")),
      ),
    ],
    read: summaryOf,
  },
  {
    name: "cost configuration",
    ending: ".yml",
    share: 1,
    json: false,
    files: [
      new TextEncoder().encode(
        "model: gpt2\ntokens: 2B\ndevice: a100-sxm-80\ncount: 8\nprice: 2..3\nrecompute: full\n",
      ),
    ],
    read: (path) => printed(["cost", "--config", path]),
  },
  {
    name: "notebook",
    ending: ".ipynb",
    share: 4,
    json: true,
    files: [
      ...["c01-attachment", "c04-raw-cells", "d09-outputs-good", "c12-stream", "k06-nbformat3"].map((name) =>
        bytes(field, "notebooks", `${name}.ipynb`),
      ),
      bytes(field, "faults", "star.ipynb"),
    ],
    read: (path) => readNotebook(path),
  },
  {
    name: "worked examples",
    ending: ".examples.json",
    share: 2,
    json: true,
    files: [
      new TextEncoder().encode(
        JSON.stringify({
          document: {
            author: "Our team",
            title: "Training plan",
            year: 2026,
            question: "What will it cost?",
          },
          examples: [
            {
              id: "next-model-total",
              title: "Training compute of the next model",
              where: "page 2",
              formula: "compute.language-model-training-flop",
              inputs: { parameters: 6738415616, tokens: { value: 2e12, unit: "token" } },
              stated: { value: 8.1e22, digits: 2 },
              unit: "FLOP",
              expect: { verdict: "agrees" },
            },
          ],
        }),
      ),
    ],
    read: (path) => readExamples(path),
  },
  {
    name: "baseline",
    ending: ".baseline.json",
    share: 1,
    json: true,
    files: all(join(repository, "notebooks"), /^(igpt|chinchilla).*\.baseline\.json$/),
    read: (path) => readBaseline(path, "x.baseline.json"),
  },
  {
    name: "manifest",
    ending: ".json",
    share: 1,
    json: true,
    files: [bytes(repository, "reports", "manifest.json").slice(0, 200_000)],
    read: (path) => readManifest(path),
  },
];
