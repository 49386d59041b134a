// One size of batch on a server: time of a step, latencies, requests and tokens a second, cost of tokens.
import { given, type Quantity } from "../../numbers/quantity.js";
import {
  acceptedTokens,
  blendedCost,
  enginePrefillTime,
  engineStepTime,
  firstTokenTimeOf,
  generationShareOf,
  inputCost,
  outputCost,
  outputRateOf,
  outputTokenTimeOf,
  requestRateOf,
  requestRatePerDeviceOf,
  speculativeStepTime,
} from "./load-formulas.js";
import { type PassTimes, type Server, stepTimes } from "./pass.js";
import { devicesOf, requestOf } from "./room.js";

/** What a token costs, each for a million. */
export interface TokenCosts {
  readonly input: Quantity;
  readonly output: Quantity;
  /** Both alike. */
  readonly blended: Quantity;
}

/** A batch of sequences that are decoded at a time, its latencies, rates and costs. */
export interface BatchPoint {
  readonly batch: number;
  /** One step, of the model alone or with its drafted tokens. */
  readonly step: PassTimes;
  /** From one step to the next on a busy server, drafting included. */
  readonly stepTime: Quantity;
  readonly acceptedPerStep: Quantity;
  readonly firstToken: Quantity;
  readonly perToken: Quantity;
  readonly requestRate: Quantity;
  readonly requestRatePerDevice: Quantity;
  readonly outputRate: Quantity;
  readonly generationShare: Quantity;
  readonly cost: TokenCosts | undefined;
  readonly limitedBy: string;
}

/** A batch on a server. */
export function batchPoint(
  server: Server,
  prefill: PassTimes,
  price: Quantity | undefined,
  size: number,
): BatchPoint {
  const { generatedTokens } = requestOf(server.setting);
  const { step, stepTime: worked, acceptedPerStep } = stepOf(server, size);
  const { engineShare } = server.setting.assumed;
  const stepTime = engineStepTime({ stepTime: worked, engineShare });
  const prefillTime = enginePrefillTime({ prefillTime: prefill.total, engineShare });
  const batch = given(size, "sequences in a step", { unit: "sample", label: "sequences in a step" });
  const times = { stepTime, acceptedPerStep };
  const outputTokenTime = outputTokenTimeOf({ ...times, batch, prefillTime, generatedTokens });
  const requestRate = requestRateOf({ batch, generatedTokens, outputTokenTime });
  const generationShare = generationShareOf({ ...times, outputTokenTime });
  return {
    batch: size,
    step,
    ...times,
    firstToken: firstTokenTimeOf({ ...times, prefillTime, batch, generatedTokens }),
    perToken: outputTokenTime,
    requestRate,
    requestRatePerDevice: requestRatePerDeviceOf({ requestRate, tensorShards: devicesOf(server.setting) }),
    outputRate: outputRateOf({ requestRate, generatedTokens }),
    generationShare,
    cost:
      price === undefined ? undefined : costsOf(server, price, { ...times, batch, prefillTime, requestRate }),
    limitedBy: generationShare.value < half ? `prefill: ${prefill.limitedBy}` : `decode: ${step.limitedBy}`,
  };
}

const half = 0.5;
const million = given(1e6, "prices are quoted for a million tokens", {
  unit: "token",
  label: "a million tokens",
});

interface Timing {
  readonly stepTime: Quantity;
  readonly acceptedPerStep: Quantity;
  readonly batch: Quantity;
  readonly prefillTime: Quantity;
  readonly requestRate: Quantity;
}

function costsOf({ setting }: Server, price: Quantity, timing: Timing): TokenCosts {
  const { stepTime, acceptedPerStep, batch, prefillTime, requestRate } = timing;
  const { promptTokens, generatedTokens } = requestOf(setting);
  const paid = { price, tensorShards: devicesOf(setting), pricedTokens: million };
  return {
    input: inputCost({ ...paid, prefillTime, promptTokens }),
    output: outputCost({ ...paid, stepTime, acceptedPerStep, batch }),
    blended: blendedCost({ ...paid, requestRate, promptTokens, generatedTokens }),
  };
}

interface Step {
  readonly step: PassTimes;
  readonly stepTime: Quantity;
  readonly acceptedPerStep: Quantity;
}

const usualDraft = 4;
const usualCost = 0.1;

/** A step and the tokens that it brings to each sequence. */
function stepOf(server: Server, batch: number): Step {
  const plain = stepTimes(server, batch);
  const { speculative } = server.setting;
  if (speculative === undefined) {
    const one = given(1, "a step brings one token", { unit: "token", label: "tokens of a step" });
    return { step: plain, stepTime: plain.total, acceptedPerStep: one };
  }
  const { acceptance, tokens = usualDraft, cost = usualCost } = speculative;
  const draftTokens = given(tokens, "asked for, or 4", { unit: "token", label: "drafted tokens" });
  const step = stepTimes(server, batch, tokens + 1);
  const acceptanceRate = given(acceptance, "asked for", { label: "accepted share of drafted tokens" });
  return {
    step,
    stepTime: speculativeStepTime({
      verifyTime: step.total,
      draftTokens,
      draftCost: given(cost, "asked for, or a tenth", { label: "draft's step in units of the model's" }),
      stepTime: plain.total,
    }),
    acceptedPerStep: acceptedTokens({ acceptanceRate, draftTokens }),
  };
}
