// The claims about memory, roofline and number formats: their verdicts by hand, and premises checked another way.
import { describe, expect, it } from "vitest";
import { cheatsheetClaims } from "../../src/documents/cheatsheet/cheatsheet.js";
import { hardwareConflicts } from "../../src/documents/conflicts/hardware.js";
import { accumulationClaims, batchIntensityClaims } from "../../src/documents/counting-costs/batch.js";
import { checkpointingClaims } from "../../src/documents/counting-costs/checkpointing.js";
import { elementwiseClaims } from "../../src/documents/counting-costs/elementwise.js";
import {
  fiveQuantityClaims,
  memoryComponentClaims,
  techniqueClaims,
} from "../../src/documents/counting-costs/five-quantities.js";
import { mixedPrecisionClaims } from "../../src/documents/counting-costs/mixed-precision.js";
import { numberFormatClaims } from "../../src/documents/counting-costs/number-formats.js";
import { operatorClaims } from "../../src/documents/counting-costs/operators.js";
import { rooflineClaims } from "../../src/documents/counting-costs/roofline.js";
import { metricsClaims } from "../../src/documents/network-efficiency/metrics.js";
import { type Example, evaluateExamples } from "../../src/examples/index.js";

const claims: readonly Example[] = [
  ...memoryComponentClaims,
  ...checkpointingClaims,
  ...mixedPrecisionClaims,
  ...accumulationClaims,
  ...rooflineClaims,
  ...operatorClaims,
  ...elementwiseClaims,
  ...numberFormatClaims,
  ...batchIntensityClaims,
  ...techniqueClaims,
  ...fiveQuantityClaims,
  ...metricsClaims,
  ...cheatsheetClaims,
];
const results = evaluateExamples(claims);
const conflicts = evaluateExamples(hardwareConflicts);

describe("the claims about memory, roofline and number formats", () => {
  it("are 113 with ids of their own, and all as expected", () => {
    expect(new Set(claims.map(({ id }) => id)).size).toBe(113);
    expect(results.filter(({ problem }) => problem !== null).map(({ id, problem }) => [id, problem])).toEqual(
      [],
    );
  });

  it("fail where hand arithmetic fails them, and nowhere else", () => {
    const wrong = Object.fromEntries(
      results.filter(({ verdict }) => verdict !== "agrees").map(({ id, verdict }) => [id, verdict]),
    );
    expect(wrong).toEqual({
      "act-higher-layers-large": "inconsistent", // 9,834,496 / 19,869,696 = 49.5 % in a fifth of the layers
      "batchai-large-b-n-half": "inconsistent", // 2 n² / (4 × 2n) = n/4
      "batchai-regime-moderate": "inconsistent", // 15.75 / 153 = 10.3 %
      "ckpt-table-activation-checkpointed": "wrong-premise", // boundaries forgotten: 0.89 GB
      "ckpt-table-activation-standard": "rounding", // 640e6 × 4 = 2.56 GB, cut to 2.5
      "ckpt-table-batch-gain": "wrong-premise", // 415 / 170 - 1 = 144 %
      "ckpt-table-max-batch-160": "inconsistent", // 16 / 2.5 × 32 = 204.8
      "ckpt-table-max-batch-640": "wrong-premise", // (16 - 0.41) GB / (27.9 + 9.6) MB = 415
      "fmt-fp16-range": "rounding", // 65,504 is 6.6e4
      "fmt-fp16-throughput-v100": "inconsistent", // 125 / 15.7 = 7.96
      "fmt-int4-throughput": "inconsistent", // 1248 / 19.5 = 64
      "fmt-int8-throughput": "inconsistent", // 624 / 19.5 = 32
      "mp-fp16-underflow": "wrong-premise", // 2^-14 is normal, the smallest number is 2^-24
      "mp-throughput-2x": "inconsistent", // 125 / 15.7 = 7.96
      "roofline-conv-ai": "wrong-premise", // 3.699e9 / 8.78e6 = 421
      "roofline-conv-bound": "inconsistent", // 100 / 153 < 1
      "roofline-conv-bytes": "inconsistent", // 4 × (2 × 802,816 + 589,824) = 8,781,824
      "roofline-conv-flops": "inconsistent", // 2 × 256 × 56² × 256 × 9 = 3,699,376,128
      "roofline-matmul-ai-m-half": "inconsistent", // 2M³ / (12 M²) = M/6
      "roofline-op-ratio-625": "rounding", // 1.9617 ms / 3.2051 µs = 612
      "roofline-ridge-precision-mix": "wrong-premise", // 19.5e12 / 2039e9 = 9.56
    });
  });
});

describe("the conflicts about counting, speed and utilisation", () => {
  it("are the eleven of the outline, all as expected", () => {
    expect(conflicts.map(({ id }) => id).sort()).toEqual([
      "x-activation-elementwise-ai",
      "x-bn-flops",
      "x-bwd-ratio",
      "x-conv-formula",
      "x-fp16-speed",
      "x-int4-speed",
      "x-int8-speed",
      "x-mac-flop",
      "x-matmul-ai",
      "x-tensor-core-rule",
      "x-utilization",
    ]);
    expect(conflicts.filter(({ problem }) => problem !== null).map(({ problem }) => problem)).toEqual([]);
  });

  it("each say which side is used", () => {
    for (const { id, cause, note } of conflicts)
      expect(`${cause ?? ""} ${note ?? ""}`, id).toMatch(/\bWe (use|take|make|do)\b/);
  });

  it("count what PyTorch 1.13's dispatcher counts", () => {
    const computed = (id: string) => [...results, ...conflicts].find((one) => one.id === id)?.computed;
    expect(computed("x-conv-formula")).toBe(160_000_000); // conv2d(5, 16, 5, stride 2, padding 2) of 400 × 400
    expect(computed("roofline-conv-flops")).toBe(3_699_376_128); // conv2d(256, 256, 3, padding 1) of 56 × 56
    expect(computed("x-bwd-ratio")).toBe(4_194_304 / 2_097_152); // linear(1024, 1024), backward over forward
  });
});
