// The command `serve` and its options as commander declares them.
import type { Command } from "commander";
import { numberWithin } from "../numbers.js";
import { listed, oneOf, positive } from "../options.js";
import { counts, largeNumber } from "../plan/options.js";
import type { Context, Finish } from "../terminal.js";

/** `flopbook serve`. */
export function addServe(program: Command, context: Context, finish: Finish): void {
  const serve = program
    .command("serve")
    .summary(
      "what serving a language model takes: memory, latency, throughput, cost of tokens, devices for a load",
    )
    .description(
      "Prints the memory for weights and cache on each device, the time of prefill and of decoding under the roofline, and for every batch size the latencies, the throughput, what limits it and the cost of a million tokens; then the largest batch within the latency limits and the devices that a load needs. --count devices share every layer (tensor parallelism). Exit code 1 when the model does not fit or no batch keeps to the limits.",
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
    .action(async (options) => finish(await (await import("./serve.js")).run(options, context)));
}

/** Formats of weights and cache, and what is reserved for it. */
function addFormats(command: Command): void {
  command
    .option(
      "--weights <format>",
      "bf16, fp8, int8, w8a16, int4, mxfp4, nvfp4, awq, gptq-4bit-g128, nf4, a mixture of GGUF (q4_k_m, iq4_xs ...) and more (default: as the model's own file stores them, else bf16)",
    )
    .option(
      "--cache <format>",
      "bf16, fp8, int8, int4, nvfp4 ... for the cache (default: as the checkpoint states, else 16 bits)",
    )
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
      "price of one device for an hour (default: geometric mean of the lowest and the highest rent on record, the median that `cost` uses)",
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
