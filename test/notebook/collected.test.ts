// The proof of execution: what a child must have reported for a run to count as whole.
import { describe, expect, test } from "vitest";
import type { Program } from "../../src/notebook/engine.js";
import { Collected } from "../../src/notebook/tslab/collected.js";
import type { RunEvent } from "../../src/notebook/tslab/messages.js";

const cell = (number: number, raisesException = false) => {
  return { number, label: undefined, source: "x", optionLines: 0, raisesException };
};
const program: Program = {
  notebook: "n",
  folder: "/",
  epochSeconds: 0,
  cells: [cell(2), cell(4, true), cell(7)],
};
const start = (key: number): RunEvent => ({ type: "start", key });
const end = (key: number): RunEvent => ({ type: "end", key, problems: [] });
const finished: RunEvent = { type: "finished", inputs: [] };

function result(...events: readonly RunEvent[]) {
  const collected = new Collected(program);
  for (const event of events) collected.add(event);
  return collected.result();
}
const whole = [start(0), end(0), start(1), end(1), start(2), end(2), finished];

describe("a run", () => {
  test("with each cell started and ended once, in order, and a finish, is whole", () => {
    expect(result(...whole)).toMatchObject({
      errors: [],
      cells: [{ status: "ok" }, { status: "ok" }, { status: "ok" }],
    });
  });

  test.each([
    ["a cell left out", [start(0), end(0), start(2), end(2), finished], 4],
    ["a cell that did not end", [start(0), end(0), start(1), start(2), end(2), finished], 4],
    ["a cell run twice", [start(0), end(0), ...whole], 2],
    ["cells out of order", [start(1), end(1), start(0), end(0), start(2), end(2), finished], 2],
    ["the last cell missing", [start(0), end(0), start(1), end(1), finished], 7],
    ["no finish", whole.slice(0, -1), 7],
    ["nothing at all", [], 2],
  ])("with %s fails in the cell concerned", (_, events, number) => {
    expect(result(...events).errors).toMatchObject([{ kind: "not-run", cell: number }]);
  });

  test("forgives an exception in a cell that may fail, but not a late one, a limit or an exit", () => {
    const failing = (kind: "exception" | "late" | "exit") =>
      result(
        start(0),
        end(0),
        start(1),
        { type: "end", key: 1, problems: [{ kind, name: "E", message: "m" }] },
        start(2),
        end(2),
        finished,
      ).errors.length;
    expect([failing("exception"), failing("late"), failing("exit")]).toEqual([0, 1, 1]);
  });

  test("reporting about an unknown cell is refused", () => {
    expect(() => result(start(3))).toThrow(/unknown cell, key 3/);
  });
});
