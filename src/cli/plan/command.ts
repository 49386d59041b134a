// The command `plan` and its options as commander declares them.
import type { Command } from "commander";
import { kernels, listed, oneOf, positive, wholeNumber } from "../options.js";
import type { Context, Finish } from "../terminal.js";
import { counts, largeNumber, mostCounted, zeroStage } from "./options.js";

/** `flopbook plan`. */
export function addPlan(program: Command, context: Context, finish: Finish): void {
  const plan = program
    .command("plan")
    .summary("find the best parallel layout of a training run, or evaluate one")
    .description(
      "Searches every parallel layout of a model on a number of devices: tensor, sequence, context, pipeline (interleaved), expert and data parallelism, ZeRO, microbatch, recomputation. Prints the best layouts, what takes the time of a step and the memory of the fullest device, and what would make a layout fit. With --tensor, --pipeline or --data only that layout is evaluated. Exit code 1 when nothing fits.",
    )
    .option("--model <name>", "what is trained: a name of the zoo, or a Hugging Face config.json")
    .option(
      "--params <n>",
      "number of parameters, in place of a model; only with --states-only",
      largeNumber("--params", mostCounted),
    )
    .requiredOption("--device <id>", "accelerator, e.g. a100-sxm-80")
    .option("--count <n,...>", "devices; several numbers are compared (default: 1)", counts("--count"), [1])
    .option("--batch <n>", "sequences of a step (default: 1024)", positive("--batch", "sequences", true))
    .option("--seq <n>", "tokens of a sequence (default: 2048)", positive("--seq", "tokens", true));
  addTraining(plan);
  addSizes(plan)
    .option("--states-only", "weights, gradients and optimizer of --params only")
    .option(
      "--by <what>",
      "rank by time, money or memory",
      oneOf("--by", ["time", "money", "memory"]),
      "time",
    )
    .option("--keep <n>", "how many of the best to show", positive("--keep", "", true), 5)
    .option("--network <byte/s>", "network of one device in one direction", largeNumber("--network"))
    .option("--assume <name=value>", "change an assumption of the time model; repeatable", listed)
    .option("--json", "print everything as JSON")
    .action(async (options) => finish(await (await import("./plan.js")).run(options, context)));
}

/** How the model is trained, whatever the layout. */
function addTraining(command: Command): void {
  command
    .option("--dtype <format>", "bf16 or fp16", oneOf("--dtype", ["bf16", "fp16"]))
    .option(
      "--attention <kernel>",
      "eager or fused (default: fused; eager where the model is trained with dropout)",
      oneOf("--attention", kernels),
    )
    .option(
      "--convention <name>",
      "what MFU and HFU count of attention: exact (all scores) or exact-causal (half)",
      oneOf("--convention", ["exact", "exact-causal"]),
      "exact",
    )
    .option(
      "--framework <name>",
      "whose kernels keep activations: megatron (fused) or transformers (its modules, one device a layer)",
      oneOf("--framework", ["megatron", "transformers"]),
      "megatron",
    )
    .option(
      "--gradients <format>",
      "fp32 or 16-bit gradients",
      oneOf("--gradients", ["fp32", "16-bit"]),
      "16-bit",
    );
}

/** Sizes of a layout. */
function addSizes(command: Command): Command {
  return command
    .option("--tensor <n>", "devices that share the products of a layer", positive("--tensor", "", true))
    .option("--pipeline <n>", "pipeline stages", positive("--pipeline", "", true))
    .option("--data <n>", "replicas of the model", positive("--data", "", true))
    .option("--context <n>", "devices that share a sequence", positive("--context", "", true))
    .option("--expert <n>", "devices that share the experts", positive("--expert", "", true))
    .option("--interleave <n>", "groups of layers on a pipeline stage", positive("--interleave", "", true))
    .option("--microbatch <n>", "sequences of a microbatch", positive("--microbatch", "", true))
    .option(
      "--zero <stage>",
      "what replicas share: 0 nothing, 1 optimizer, 2 gradients, 3 weights",
      zeroStage,
    )
    .option(
      "--recompute <what>",
      "none, selective (scores) or full",
      oneOf("--recompute", ["none", "selective", "full"]),
    )
    .option(
      "--recompute-layers <n>",
      "layers of a stage computed again whole",
      wholeNumber("--recompute-layers"),
    )
    .option("--sequence-parallel", "share what lies between the products, too");
}
