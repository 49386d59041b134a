// A mixture of experts as the transformers library runs it: router, tokens sorted by expert, grouped products.
import {
  activation,
  expertLinear,
  type Layer,
  linear,
  productOf,
  residualAdd,
  rewritten,
  type Saved,
  type Stage,
  scaleParameters,
  softmax,
  type Tensor,
  term,
  view,
} from "../../../layers/index.js";
import { activated, gatedHalves, mlp } from "./mlp.js";
import { normed } from "./norm.js";
import { routerKept } from "./router.js";
import { inFloat, type Run } from "./run.js";
import type { ExpertsSpec } from "./specs.js";

/**
 * Mixture of [batch, tokens, modelDim] -> the same. Every token takes `active` of the experts; none is dropped. The
 * router reads `judged`, by default what the experts read.
 */
export function experts(
  stage: Stage,
  run: Run,
  spec: ExpertsSpec,
  name: string,
  x: Tensor,
  judged = x,
): Tensor {
  const [batch = 1, tokens = 1, modelDim = 1] = x.shape;
  const flat = stage.add(`${name}.tokens`, view({ input: x.shape, output: [batch * tokens, modelDim] }), x);
  const seen =
    judged === x ? flat : stage.add(`${name}.judged`, view({ input: x.shape, output: flat.shape }), judged);
  const scores = routed(stage, run, spec, name, seen);
  const rows = batch * tokens * (spec.allRun === true ? spec.experts : spec.active);
  const entering = resized(stage, spec, `${name}.latent-down`, flat, spec.latentDim);
  const sorted = stage.add(`${name}.dispatch`, dispatch(spec, entering, scores, rows), entering, scores);
  const { bias, active: activeExperts } = spec;
  const grouped = (input: Tensor, outputFeatures: number): Layer =>
    expertLinear({ input: input.shape, experts: spec.experts, activeExperts, outputFeatures, bias });
  const inner = innerOfExperts(stage, spec, `${name}.experts`, sorted, grouped);
  const used = stage.add(`${name}.experts.down`, grouped(inner, sorted.shape[1] ?? 1), inner);
  const combined = combine(run, spec, used, scores, entering);
  const leaving = stage.add(`${name}.combine`, combined, used, scores);
  const width = spec.latentDim === undefined ? undefined : modelDim;
  const mixed = resized(stage, spec, `${name}.latent-up`, leaving, width);
  const back = stage.add(`${name}.back`, view({ input: mixed.shape, output: x.shape }), mixed);
  const whole = spec.shared === undefined ? back : withShared(stage, spec, name, x, back);
  return spec.normAfter === undefined ? whole : normed(stage, run, spec.normAfter, `${name}.norm`, whole);
}

/** Tokens in the width of the experts, or back in the model's; as they are where the model has no such width. */
function resized(
  stage: Stage,
  spec: ExpertsSpec,
  name: string,
  x: Tensor,
  width: number | undefined,
): Tensor {
  if (width === undefined) return x;
  return stage.add(name, linear({ input: x.shape, outputFeatures: width, bias: spec.bias }), x);
}

/** Inner values of the experts: [rows, features] -> [rows, dim]. */
function innerOfExperts(
  stage: Stage,
  spec: ExpertsSpec,
  name: string,
  sorted: Tensor,
  grouped: (input: Tensor, outputFeatures: number) => Layer,
): Tensor {
  if (spec.gated === false && spec.activation !== "clamped-swish") {
    const up = stage.add(`${name}.up`, grouped(sorted, spec.dim), sorted);
    return activated(stage, spec.activation, `${name}.activation`, up);
  }
  const both = stage.add(`${name}.gate-up`, grouped(sorted, 2 * spec.dim), sorted);
  return gatedExperts(stage, spec, name, both);
}

/** The router's product and scores: [tokens, modelDim] -> [tokens, experts]. Its settings decide what it keeps. */
function routed(stage: Stage, run: Run, spec: ExpertsSpec, name: string, x: Tensor): Tensor {
  const { router } = spec;
  const ready = router.float ? inFloat(stage, run, `${name}.router.float`, x) : x;
  const product = linear({ input: ready.shape, outputFeatures: spec.experts, bias: router.bias });
  const copied: Saved = {
    kind: "own",
    label: "router in FP32",
    elements: spec.experts * (x.shape[1] ?? 0),
    bytesPerElement: 4,
  };
  const saved = router.float && run.width < 4 ? [...product.saved, copied] : product.saved;
  const logits = stage.add(`${name}.router`, { ...product, saved }, ready);
  const scoring = { ...softmax({ input: logits.shape }), saved: routerKept(spec, x.shape[0] ?? 0) };
  const { learned = 0 } = router;
  const parameters = learned === 0 ? undefined : term(scaleParameters, { channels: learned });
  const layer = parameters === undefined ? scoring : { ...scoring, parameters };
  return stage.add(`${name}.router.scores`, layer, logits);
}

/** Sorts the tokens by expert and copies each once for every expert. Keeps the numbers of both. */
function dispatch(spec: ExpertsSpec, x: Tensor, scores: Tensor, rows: number): Layer {
  const output = [rows, x.shape[1] ?? 1];
  return {
    ...rewritten({ input: x.shape, output }),
    kind: "routing",
    settings:
      spec.allRun === true
        ? `to all ${spec.experts} experts`
        : `to ${spec.active} of ${spec.experts} experts`,
    inputs: [x.shape, scores.shape],
    inputGradient: [[], []],
    saved: [
      { kind: "own", label: "tokens in order", elements: rows * (spec.bias ? 3 : 2), bytesPerElement: 8 },
      { kind: "own", label: "ends of groups", elements: spec.experts, bytesPerElement: 4 },
    ],
  };
}

/** Gate and activation of the experts: [rows, 2 × dim] -> [rows, dim]. */
function gatedExperts(stage: Stage, spec: ExpertsSpec, name: string, both: Tensor): Tensor {
  if (spec.activation !== "clamped-swish") return gatedHalves(stage, spec.activation, name, both);
  const [rows = 1, width = 2] = both.shape;
  const layer = activation({ input: both.shape, function: "silu" });
  const kept = ["gate clamped", "sigmoid", "up clamped, plus 1", "swish of the gate"].map(
    (label): Saved => ({ kind: "own", label, elements: (rows * width) / 2 }),
  );
  const saved = [...layer.saved, ...kept];
  return stage.add(
    `${name}.activation`,
    { ...layer, settings: "clamped swish", output: [rows, width / 2], saved },
    both,
  );
}

/** Weighs the results and puts them back in the tokens' order. */
function combine(run: Run, spec: ExpertsSpec, used: Tensor, scores: Tensor, x: Tensor): Layer {
  const rows = used.shape[0] ?? 1;
  const width = spec.router.floatWeights ? 4 : run.width;
  return {
    ...rewritten({ input: used.shape, output: x.shape }),
    kind: "routing",
    settings: "weighted sum",
    inputs: [used.shape, scores.shape],
    inputGradient: [[], []],
    saved: [
      { kind: "input", index: 0 },
      { kind: "own", label: "weights", elements: rows, bytesPerElement: width },
      { kind: "own", label: "order of tokens", elements: rows, bytesPerElement: 8 },
    ],
  };
}

/** The part that every token passes through, weighed by a gate of its own where there is one. */
function withShared(stage: Stage, spec: ExpertsSpec, name: string, x: Tensor, mixed: Tensor): Tensor {
  if (spec.shared === undefined) return mixed;
  let shared = mlp(stage, spec.shared, `${name}.shared`, x);
  if (spec.sharedGate) {
    const gate = linear({ input: x.shape, outputFeatures: 1, bias: false });
    const open = activated(
      stage,
      "sigmoid",
      `${name}.shared-gate.sigmoid`,
      stage.add(`${name}.shared-gate`, gate, x),
    );
    const product = productOf({ input: shared.shape });
    const layer = { ...product, inputs: [shared.shape, open.shape] };
    shared = stage.add(`${name}.shared-weighed`, layer, shared, open);
  }
  return stage.add(`${name}.sum`, residualAdd({ input: mixed.shape }), mixed, shared);
}
