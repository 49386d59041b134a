// Errors that no promise carries fail the piece of work that they belong to, and only that one.
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

const module = new URL("../../dist/report/edition/strays.js", import.meta.url).href;

/** Runs pieces of work side by side in a process of its own (a test runner catches strays itself); what became of each. */
function outcomes(works: Record<string, string>): Record<string, string> {
  const source = `
    import { caughtStrays, UnclearOwner } from ${JSON.stringify(module)};
    const strays = caughtStrays();
    const pause = (milliseconds) => new Promise((wake) => setTimeout(wake, milliseconds));
    const works = { ${Object.entries(works).map(([name, work]) => `${name}: async () => { ${work} }`)} };
    const told = (error) => (error instanceof UnclearOwner ? "unclear: " : "failed: ") + error.message;
    const rows = Object.entries(works).map(async ([name, work]) => [name, await strays.own(work).then((x) => "good " + x, told)]);
    const all = Object.fromEntries(await Promise.all(rows));
    await pause(150);
    console.log(JSON.stringify({ ...all, late: strays.stop().map(String).join() }));`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", source], {
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return JSON.parse(stdout) as Record<string, string>;
}

test("an error from a timer, an emitter or a promise that nobody awaits belongs to whose code started it", () => {
  expect(
    outcomes({
      timer:
        'setTimeout(() => { throw new Error("t"); }, 10); await new Promise(() => setTimeout(() => {}, 300));',
      forgotten: 'Promise.reject(new Error("p")); await pause(60); return 2;',
      emitter:
        'const { EventEmitter } = await import("node:events"); setImmediate(() => new EventEmitter().emit("error", new Error("e"))); await pause(100); return 3;',
      bystander: "await pause(80); return 4;",
    }),
  ).toEqual({
    timer: "failed: t",
    forgotten: "failed: p",
    emitter: "failed: e",
    bystander: "good 4",
    late: "",
  });
});

test("an error whose origin is lost asks all that are under way to be tried again, each alone", () => {
  const source = `
    import { caughtStrays, UnclearOwner } from ${JSON.stringify(module)};
    setTimeout(() => { throw new Error("whose?"); }, 30);
    const strays = caughtStrays();
    const pause = () => new Promise((wake) => setTimeout(wake, 100));
    const told = (error) => [error instanceof UnclearOwner, error.cause.message];
    console.log(JSON.stringify(await Promise.all([strays.own(pause).catch(told), strays.own(pause).catch(told)])));
    const alone = strays.own(pause);
    console.log(await alone);`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", source], { encoding: "utf8" });
  expect(stdout.split("\n")).toEqual(['[[true,"whose?"],[true,"whose?"]]', "undefined", ""]);
});

test("an error from a microtask, whose origin some versions of Node forget, belongs to the only work there is", () => {
  const microtask = 'queueMicrotask(() => { throw new Error("m"); }); await pause(60); return 1;';
  expect(outcomes({ microtask })).toEqual({ microtask: "failed: m", late: "" });
});

test("an error that comes when everything is over is not lost", () => {
  expect(outcomes({ one: 'setTimeout(() => { throw new Error("after"); }, 50); return 1;' })).toEqual({
    one: "good 1",
    late: "Error: after",
  });
});
