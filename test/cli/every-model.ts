// Every model and every command: what a person may ask, and what no answer may hold.
import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Ran, ran } from "./command.js";

const repository = join(import.meta.dirname, "..", "..");

/** Folder of models beside the repository, or what the environment names; undefined: this machine has none. */
const shared = [process.env.FLOPBOOK_MODELS, "../shared/models", "../../shared/models"]
  .flatMap((folder) => (folder === undefined ? [] : [resolve(repository, folder)]))
  .find((folder) => existsSync(folder));

/** Where the files of this run come from, for the title of a test. */
export const filesFrom = shared === undefined ? "the fixtures (no ../shared here)" : "../shared/models";

const kinds = /\.(json|onnx|pt2|gz|gguf|safetensors)$/;
const aboutThem = /^(README|truth\.json|types\.json)/;

function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => !aboutThem.test(name))
    .sort()
    .map((name) => join(folder, name))
    .flatMap((path) => {
      if (!statSync(path).isDirectory()) return kinds.test(path) ? [path] : [];
      return existsSync(join(path, "config.json")) ? [path] : [];
    });
}

/** Every file that names a model. */
export const modelFiles: readonly string[] = [
  ...filesIn(join(repository, "test/field/fixtures/models")),
  ...(shared === undefined
    ? [
        ...filesIn(join(repository, "test/fixtures/configs")),
        ...filesIn(join(repository, "test/fixtures/onnx")),
      ]
    : ["", "configs", "real", "plans", "hf/configs", "hf/small", "onnx", "pt2"].flatMap((folder) =>
        filesIn(join(shared, folder)),
      )),
];

/** Models of the zoo, and what they read. */
export async function zoo(): Promise<readonly { readonly id: string; readonly reads: string }[]> {
  const { out } = await ran(["models", "--json"]);
  return JSON.parse(out) as readonly { id: string; reads: string }[];
}

/** The numbers of devices that are asked about. */
export const counts: readonly number[] = [1, 8, 10, 64];

/** Questions about a model on so many devices, by command. */
export function questions(model: string, count: number): readonly (readonly string[])[] {
  const on = ["--device", "h100-sxm", "--count", String(count)];
  return [
    ["cost", "--model", model, "--tokens", "10B", ...on],
    ["plan", "--model", model, ...on, "--batch", count === 10 ? "1000" : "1024"],
    ["plan", "--model", model, ...on, "--batch", "64", "--sequence", "1000", "--json"],
    ["serve", "--model", model, ...on],
  ];
}

/** Questions about a model alone. */
export function questionsOfModel(model: string): readonly (readonly string[])[] {
  return [
    ["model", model, "--json"],
    ["reconcile", "2.5e11", "--model", model],
    ["reconcile", "112GB", "--model", model],
  ];
}

/** What is wrong with an answer; undefined: nothing. A refusal of what was typed is checked by `isRefusal`. */
export function faultOf({ code, out, err }: Ran): string | undefined {
  if (![0, 1, 2].includes(code)) return `exit code ${code}`;
  if (/\n\s+at .*:\d+/.test(err)) return "a stack of calls";
  if (/formula "|program:/.test(err)) return "a formula speaks";
  if (/\b(NaN|Infinity|undefined)\b|\[object /.test(out + err.replace(/"[^"]*"/g, "")))
    return "no number, or none at all";
  if (!out.startsWith("{") && /\bnull\b/.test(out)) return "null in words";
  if (code === 0 && out === "") return "no answer";
  if (code === 1 && out.startsWith("{")) return wayOut(out) ? undefined : "no word of what would do";
  if (code === 1 && !/; |would|could be laid out|No batch keeps/.test(out + err))
    return "no word of what would do";
  if (code === 2 && !/; |known are/.test(err)) return "a refusal without a remedy";
  return undefined;
}

/** Whether a plan in JSON that fits nothing says what would: a change, more devices, or why it cannot be laid out. */
function wayOut(out: string): boolean {
  const {
    changes = [],
    enough,
    obstacle,
  } = JSON.parse(out) as {
    readonly changes?: readonly unknown[];
    readonly enough?: number | null;
    readonly obstacle?: string;
  };
  return changes.length > 0 || typeof enough === "number" || obstacle !== undefined;
}

/** Refusals of a file that nobody can count, and of devices that cannot share the heads: what was given is at fault. */
export function isRefusal({ err }: Ran): boolean {
  return /unknown model_type|unknown kind of file|devices must divide the \d+ heads|\.(json|onnx|gguf|safetensors): /.test(
    err,
  );
}
