// Every measured network beside ours: within its bar, and none left out unnoticed.
import { beforeAll, describe, expect, it } from "vitest";
import {
  type AgreementResult,
  agreements,
  measuredNetworks,
  measuredTransformers,
} from "../../src/documents/measured/index.js";
import { fromConfig } from "../../src/importers/index.js";
import { backwardMac, forwardMac } from "../../src/models/index.js";

describe("our counts beside PyTorch's", () => {
  let result: AgreementResult = { rows: [], unknown: [] };
  beforeAll(() => {
    result = agreements();
  }, 120_000);

  it("lie within the bar of every row", () => {
    const outside = result.rows.filter(({ relative, bar }) => Math.abs(relative) > bar);
    expect(outside.map(({ id, quantity, relative }) => `${id} ${quantity} ${relative}`)).toEqual([]);
  });

  it("are equal to the last digit for every network for images but in kept bytes", () => {
    const images = result.rows.filter(
      ({ group, quantity }) => group === "images" && quantity !== "savedBytes",
    );
    expect(images.length).toBe(3 * measuredNetworks.length);
    expect(images.filter(({ relative }) => relative !== 0)).toEqual([]);
  });

  it("keep bytes right to half a percent on average over the networks for images", () => {
    const kept = result.rows.filter(({ group, quantity }) => group === "images" && quantity === "savedBytes");
    const mean = kept.reduce((all, { relative }) => all + Math.abs(relative), 0) / kept.length;
    expect(mean).toBeLessThan(0.005);
  });

  it("miss no network", () => {
    expect(result.unknown).toEqual([]);
  });
});

describe("where we differ from PyTorch's counter on purpose", () => {
  const row = (id: string) => {
    const found = measuredTransformers.find((one) => one.id === id);
    if (found === undefined) throw new Error(`no row ${id}`);
    return found;
  };

  it("the products of fused attention on the CPU are counted, as in the eager network", () => {
    const fused = row("llama-512-l4-mha-b2-s512-sdpa");
    const eager = row("llama-512-l4-mha-b2-s512-eager");
    const products = 2 * forwardMac(fromConfig(fused.config, fused)).value - fused.forwardFlop;
    // scores and values: 2 products x 2 x 512^2 x 512 x batch 2 x 4 layers
    expect(products / (2 * 2 * 512 ** 3 * 2 * 4)).toBeCloseTo(1, 5);
    expect(products / (eager.forwardFlop - fused.forwardFlop)).toBeCloseTo(1, 5);
  });

  it("the backward pass of fused attention makes the scores a second time", () => {
    const fused = row("llama-512-l4-mha-b2-s512-sdpa");
    const eager = row("llama-512-l4-mha-b2-s512-eager");
    const more =
      2 *
      (backwardMac(fromConfig(fused.config, fused)).value -
        backwardMac(fromConfig(eager.config, eager)).value);
    expect(more).toBe(2 * 512 ** 3 * 2 * 4); // one product: 2 x 512^2 x 512 x batch 2 x 4 layers
  });

  it("the products of grouped experts are counted", () => {
    const mixture = row("mixtral-256-l2-e8-k2-b2-s128");
    const unseen = 2 * forwardMac(fromConfig(mixture.config, mixture)).value - mixture.forwardFlop;
    // 2 x 256 tokens x 2 experts x 3 x 256 x 512 x 2 layers
    expect(unseen / (2 * 256 * 2 * 3 * 256 * 512 * 2)).toBeCloseTo(1, 4);
  });
});
