// Entry of the compiling process: one converter kept warm, orders in, results out.
import { Compiler } from "./compile.js";
import type { CompileAnswer, CompileOrder } from "./messages.js";

const compiler = new Compiler();

process.on("message", ({ id, request }: CompileOrder) => {
  process.send?.(answer(id, request));
});
process.on("disconnect", () => process.exit(0));
// Ctrl-C reaches the parent, which ends its children.
process.on("SIGINT", () => {});

function answer(id: number, request: CompileOrder["request"]): CompileAnswer {
  try {
    return { id, result: compiler.compile(request) };
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : String(error) };
  }
}
