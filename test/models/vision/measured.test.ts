// Every network for images against what PyTorch measured in torchvision's model of the same name.
import { expect, test } from "vitest";
import { measuredNetworks } from "../../../src/documents/measured/index.js";
import { modelRecord } from "../../../src/importers/index.js";
import { backwardFlop, forwardFlop, parameters, savedForBackward } from "../../../src/models/index.js";

const rows = measuredNetworks.flatMap((row) => {
  const record = modelRecord(row.model);
  return record === undefined ? [] : [{ row, record }];
});

test("every measured network is in the zoo", () => {
  expect(rows.length).toBe(measuredNetworks.length);
});

test.each(rows)(
  "$row.model at $row.resolution in batches of $row.batch counts as PyTorch does",
  ({ row, record }) => {
    const graph = record.graph({ batch: row.batch, resolution: row.resolution });
    expect(parameters(graph).value).toBe(row.parameters);
    expect(forwardFlop(graph).value).toBe(row.forwardFlop);
    expect(backwardFlop(graph).value).toBe(row.backwardFlop);
    expect(savedForBackward(graph).value).toBe(row.savedBytes);
  },
);
