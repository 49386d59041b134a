// The commands `model` and `models` and their options as commander declares them.
import type { Command } from "commander";
import {
  addSequence,
  countings,
  dtypes,
  kernels,
  listed,
  oneOf,
  positive,
  wholeNumber,
  withSequence,
} from "../options.js";
import type { Context, Finish } from "../terminal.js";

/** `flopbook model`. */
export function addModel(program: Command, context: Context, finish: Finish): void {
  const model = program
    .command("model [model...]")
    .summary("say what a network costs, module by module, or compare several")
    .description(
      "Counts a network: a name of the zoo, a Hugging Face config.json (or its folder), an exported PyTorch program (.pt2), an ONNX, safetensors or GGUF file. Prints parameters, MAC, FLOP, bytes kept for backward and bytes moved by module, the totals, what is not counted, and the conventions. Several models are set side by side.",
    )
    .option("--batch <n>", "samples in the batch (default: 1)", positive("--batch", "", true));
  addSequence(model)
    .option(
      "--resolution <n>",
      "height and width of an image",
      positive("--resolution", "pixels", true, { most: 100_000 }),
    )
    .option("--images <n>", "images of each sample beside its text (default: 0)", wholeNumber("--images"))
    .option("--audio <seconds>", "seconds of sound of each sample", positive("--audio", "seconds"))
    .option("--steps <n>", "denoising steps of an image (default: 1)", positive("--steps", "", true))
    .option(
      "--dtype <format>",
      `number format: ${dtypes.join(", ")} (default: as the model's own file states, else fp32)`,
      oneOf("--dtype", dtypes),
    )
    .option("--attention <kernel>", "eager or fused (default: eager)", oneOf("--attention", kernels))
    .option("--dim <name=size>", "size of a symbolic dimension of a .pt2 or ONNX graph; repeatable", listed)
    .option("--depth <n>", "parts of the module path told apart; 0: totals only", wholeNumber("--depth"), 2)
    .option(
      "--counting <what>",
      "matrix products or all operations",
      oneOf("--counting", countings),
      "matrix",
    );
  addForms(model).action(async (names, options) =>
    finish(await (await import("./model.js")).run(names, withSequence(options), context)),
  );
}

/** What is done with the counts: their time on a device, and the forms of the answer. */
function addForms(model: Command): Command {
  return model
    .option("--device <id>", "time of the layers under the roofline of a device")
    .option("--how", "print how a PyTorch network becomes a .pt2 file without weights")
    .option("--json", "print everything as JSON, for the whole batch")
    .option("--csv", "print the layers as CSV")
    .option("--report <file>", "write a report, .pdf or .html")
    .option("--strict", "exit code 1 when something is not counted");
}

/** `flopbook models`. */
export function addModels(program: Command, context: Context, finish: Finish): void {
  program
    .command("models")
    .summary("list the zoo with published and counted values")
    .description(
      "Lists every model of the zoo by family: parameters and MAC as counted, and every published count with its verdict. Exit code 1 when a search finds nothing.",
    )
    .option("--search <text>", "only models with all these words in name or family")
    .option("--types", "the values of model_type whose config.json is counted, in place of the zoo")
    .option("--json", "print the list as JSON")
    .action(async (options) => finish(await (await import("./models.js")).run(options, context)));
}
