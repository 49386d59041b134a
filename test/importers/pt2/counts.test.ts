// Programs that torch 2.13 exported, against what PyTorch itself counts and keeps when it runs the same modules.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fromPt2 } from "../../../src/importers/index.js";
import {
  backwardMatrixFlop,
  forwardMatrixFlop,
  graphSummary,
  parameters,
  savedForBackward,
} from "../../../src/models/index.js";

const folder = join(import.meta.dirname, "..", "..", "fixtures", "pt2");

interface Truth {
  readonly parameters: number;
  readonly forwardFlop: number;
  readonly backwardFlop: number | null;
  readonly savedBytes: number | null;
}

// Parameters of the module; FlopCounterMode around forward and backward; unique storages of saved-tensor hooks.
const truth = JSON.parse(readFileSync(join(folder, "truth.json"), "utf8")) as Record<string, Truth>;

const graphOf = (name: string) =>
  fromPt2({ name: `${name}.pt2`, bytes: new Uint8Array(readFileSync(join(folder, `${name}.pt2`))) });

describe("an exported program counts as PyTorch does", () => {
  test.each(Object.entries(truth))("%s", (name, expected) => {
    const graph = graphOf(name);
    expect(parameters(graph).value).toBe(expected.parameters);
    expect(forwardMatrixFlop(graph).value).toBe(expected.forwardFlop);
    if (expected.backwardFlop !== null) expect(backwardMatrixFlop(graph).value).toBe(expected.backwardFlop);
    if (expected.savedBytes === null) return;
    expect(savedForBackward(graph).value).toBe(expected.savedBytes);
    expect(graphSummary(graph).savedForBackward.bytes).toBe(expected.savedBytes);
  });
});

describe("what the counts assume is said", () => {
  test("a branch: the costlier one, with the parameters of both", () => {
    const [said] = graphOf("control_flow_cond").notCounted;
    expect(said?.why).toMatch(/the first branch is counted, the costlier of the two/);
  });

  test("a loop: its turns, from the number in the example inputs", () => {
    const [said] = graphOf("control_flow_while").notCounted;
    expect(said?.why).toMatch(/3 times, from the number in the program or in its example inputs/);
  });

  test("nothing where the counts are whole", () => {
    for (const name of ["moe_dense_own", "gnn_message_passing", "gru_bidirectional"])
      expect(graphOf(name).notCounted).toEqual([]);
  });
});

test("layers stand under the modules that called them", () => {
  const names = graphOf("gru_bidirectional").nodes.map(({ name }) => name);
  expect(names).toContain("e.embedding");
  expect(names).toContain("r.gru.1.backward");
  expect(names).toContain("o.linear");
});
