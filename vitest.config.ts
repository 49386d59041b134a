import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/**
 * Rooms whose tests only compute: they change nothing that another test sees, so that the files of a worker share the
 * modules that they load. Loading them anew for every file took most of the time.
 */
const computing = [
  ...["budget", "catalogue", "cost", "display", "documents", "examples", "formula", "hardware", "layers"],
  ...["models", "numbers", "plan", "runs", "scaling", "second-entry", "sources", "training", "uncertainty"],
].map((room) => `test/${room}/**/*.test.ts`);
/** Measures speed, which modules shared with other tests would change. */
const alone = "test/formula/compile.test.ts";

export default defineConfig({
  // the tests run src/: package.json leads this name into dist/
  resolve: {
    alias: { "#mathjs-parse": fileURLToPath(new URL("src/node/mathjs-parse.ts", import.meta.url)) },
  },
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // every core: most tests wait for processes of their own
    maxWorkers: "100%",
    projects: [
      // what starts processes goes first: its longest files would else run alone at the end
      {
        extends: true,
        test: {
          name: "processes",
          include: ["test/**/*.test.ts"],
          exclude: computing.map((room) => room.replace("test/formula/**/*", "test/formula/**/!(compile)*")),
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: "computing", include: computing, exclude: [alone], isolate: false } },
    ],
  },
});
