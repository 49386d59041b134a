import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // the tests run src/: package.json leads this name into dist/
  resolve: {
    alias: { "#mathjs-parse": fileURLToPath(new URL("src/node/mathjs-parse.ts", import.meta.url)) },
  },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // every core: most tests wait for processes of their own
    maxWorkers: "100%",
  },
});
