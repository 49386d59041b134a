// The commands about runs, `plan` and its kin, and their options as commander declares them.
import type { Command } from "commander";
import { budgetWordMeanings } from "../budget/word-meanings.js";
import { numberWithin } from "./numbers.js";
import { addSequence, kernels, listed, oneOf, positive, wholeNumber, withSequence } from "./options.js";
import { counts, largeNumber, mostCounted, zeroStage } from "./plan/options.js";
import type { Context, Finish } from "./terminal.js";

/** `flopbook plan`. */
export function addPlan(program: Command, context: Context, finish: Finish): void {
  const plan = program
    .command("plan")
    .summary("find the best parallel layout of a training run, or work one through")
    .description(
      "Searches every parallel layout of a model on a number of devices: tensor, sequence, context, pipeline (interleaved), expert and data parallelism, ZeRO, microbatch, recomputation. Prints the best, where the time of a step and the memory of the fullest device go, and what would make a layout fit. Naming --tensor, --pipeline or --data works that one layout through. Exit code 1 when nothing fits.",
    )
    .option("--model <name>", "what is trained: a name of the zoo, or a Hugging Face config.json")
    .option(
      "--params <n>",
      "a bare number of parameters, with --states-only",
      largeNumber("--params", mostCounted),
    )
    .requiredOption("--device <id>", "accelerator, e.g. a100-sxm-80")
    .option("--count <n,...>", "devices; several numbers are compared (default: 1)", counts("--count"), [1])
    .option("--batch <n>", "sequences of a step (default: 1024)", positive("--batch", "sequences", true));
  addSequence(plan, "tokens of a sequence (default: 2048)");
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
    .action(async (options) =>
      finish(await (await import("./plan/plan.js")).run(withSequence(options), context)),
    );
}

/** `flopbook cost`. */
export function addCost(program: Command, context: Context, finish: Finish): void {
  const cost = program
    .command("cost")
    .summary("what a whole training run takes: time, devices, money, energy, carbon, and how sure that is")
    .description(
      "Plans the run on the devices, then works out operations by two methods, duration with failures, device time, money (rented and owned), energy and carbon, each with its 90 % interval; scenarios; and which inputs matter most. Every number may be a range (0.3 to 0.5) or a distribution (lognormal(2, 4)). Exit code 1 when the model does not fit the devices.",
    );
  for (const [name, meaning] of Object.entries(budgetWordMeanings)) cost.option(`--${name} <value>`, meaning);
  cost
    .addOption(cost.createOption("--seq <n>", "the same as --sequence").hideHelp())
    .option("--config <file>", "all of these from a YAML file; options go before it")
    .option("--init <file>", "write a commented configuration, and do nothing else")
    .option("--report <file>", "write a report, .pdf or .html")
    .option("--json", "print everything as JSON")
    .action(async (options) =>
      finish(await (await import("./cost/cost.js")).run(withSequence(options), context)),
    );
}

/** `flopbook serve`. */
export function addServe(program: Command, context: Context, finish: Finish): void {
  const serve = program
    .command("serve")
    .summary(
      "what serving a language model takes: memory, latency, throughput, cost of tokens, devices for a load",
    )
    .description(
      "Weights and cache on each device, prefill and decoding with both sides of the roofline, and for every batch the latencies, the throughput, what limits it and what a million tokens cost; the largest batch within the limits, and the devices for a load. --count devices divide every layer (tensor parallel). Exit code 1 when the model does not fit or no batch keeps to the limits.",
    )
    .requiredOption("--model <name>", "what is served: a name of the zoo, or a Hugging Face config.json")
    .requiredOption("--device <id>", "accelerator, e.g. h100-sxm")
    .option("--count <n>", "devices of one server (default: 1)", positive("--count", "devices", true), 1)
    .option("--input <n>", "tokens of a prompt (default: 1000)", positive("--input", "tokens", true), 1000)
    .option("--output <n>", "tokens of an answer (default: 200)", positive("--output", "tokens", true), 200)
    .option("--batch <n,...>", "sequences in a step (default: powers of two that fit)", counts("--batch"))
    .option(
      "--rate <n>",
      "requests a second to be served",
      positive("--rate", "requests a second", false, { most: 1e9 }),
    )
    .option(
      "--ttft <seconds>",
      "longest time to the first token",
      positive("--ttft", "seconds", false, { most: 1e9 }),
    )
    .option(
      "--tpot <seconds>",
      "longest time per output token",
      positive("--tpot", "seconds", false, { most: 1e9 }),
    );
  addFormats(serve);
  addServing(serve)
    .option("--report <file>", "write a report instead: .pdf or .html")
    .option("--json", "print everything as JSON")
    .action(async (options) => finish(await (await import("./serve/serve.js")).run(options, context)));
}

/** Formats of weights and cache, and what is reserved for it. */
function addFormats(command: Command): void {
  command
    .option(
      "--weights <format>",
      "bf16, fp16, fp8, int8, w8a16, int4, int4-g64, int4-g32, mxfp4, nvfp4 (default: bf16)",
    )
    .option("--cache <format>", "the same for the cache (default: 16 bits)")
    .option(
      "--window-cache <what>",
      "what the engine reserves in layers with a sliding window: the window alone, or the full sequence",
      oneOf("--window-cache", ["window", "full"]),
      "window",
    );
}

/** Price, draft model and what the model of time assumes. */
function addServing(command: Command): Command {
  return command
    .option(
      "--price <USD>",
      "price of a device and hour (default: middle of the rents on record, as `cost` takes it)",
      positive("--price", "USD", false, { most: 1e9 }),
    )
    .option(
      "--speculative <share>",
      "speculative decoding: share of accepted tokens, e.g. 0.7",
      numberWithin("--speculative", { least: 0, most: 0.999_999, example: "0.7" }),
    )
    .option(
      "--draft-tokens <n>",
      "tokens drafted for a step (4)",
      positive("--draft-tokens", "tokens", true, { most: 1000, example: "4" }),
    )
    .option(
      "--draft-cost <share>",
      "draft's step in units of the model's (0.1)",
      positive("--draft-cost", "", false, { most: 1000, example: "0.1" }),
    )
    .option(
      "--convention <name>",
      "what a prompt counts of attention: exact (all scores) or exact-causal (half)",
      oneOf("--convention", ["exact", "exact-causal"]),
      "exact-causal",
    )
    .option("--network <byte/s>", "network of one device in one direction", largeNumber("--network"))
    .option("--assume <name=value>", "change an assumption of the model; repeatable", listed);
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
