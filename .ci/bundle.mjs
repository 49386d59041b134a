// Makes of the compiled modules what a program loads: one file of code for each door, one file of declarations, and the
// model of the public names from which the API reference is written.
import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Extractor, ExtractorConfig } from "@microsoft/api-extractor";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");
const bundle = join(dist, "bundle");
/** The modules that programs load, and the files that they are made of. */
const doors = {
  index: "index",
  model: "door/model",
  cost: "door/cost",
  plan: "door/plan",
  charts: "door/charts",
  documents: "documents/index",
  measured: "documents/measured/index",
  reference: "catalogue/reference/index",
};

chmodSync(join(dist, "cli", "main.js"), 0o755);
rmSync(bundle, { recursive: true, force: true });

// The doors share their modules, so that a value of one is a value of the others.
await build({
  absWorkingDir: root,
  entryPoints: Object.entries(doors).map(([out, file]) => ({ in: `dist/${file}.js`, out })),
  outdir: bundle,
  chunkNames: "shared-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  logLevel: "warning",
});

// One declaration of everything, of which each door re-exports its names: types of one door fit those of another.
const names = Object.values(doors);
writeFileSync(join(bundle, "entry.d.ts"), names.map((file) => `export * from "../${file}.js";\n`).join(""));
for (const [door, file] of Object.entries(doors)) {
  const text = readFileSync(join(dist, `${file}.d.ts`), "utf8");
  const declared = [...text.matchAll(/^export declare (?:const|function|class) (\w+)/gm)].map(
    ([, name]) => name,
  );
  const lists = text.matchAll(/^export (type )?\{([^}]*)\}/gm);
  const listed = [...lists].flatMap(([, type, names]) =>
    names
      .split(",")
      .map((name) => name.trim().replace(/^(type )?\w+ as /, "$1"))
      .filter((name) => name !== "")
      .map((name) => (type === undefined || name.startsWith("type ") ? name : `type ${name}`)),
  );
  writeFileSync(
    join(bundle, `${door}.d.ts`),
    `export { ${[...declared, ...listed].join(", ")} } from "./declarations.js";\n`,
  );
}

const config = ExtractorConfig.loadFileAndPrepare(join(import.meta.dirname, "api-extractor.json"));
const { succeeded } = Extractor.invoke(config, {
  localBuild: true,
  messageCallback(message) {
    if (message.category !== "Compiler") message.logLevel = "none"; // unlisted types are meant to be unlisted
  },
});
if (!succeeded)
  throw new Error("bundle: the declarations could not be rolled up; run api-extractor by itself");
rmSync(join(bundle, "entry.d.ts"));

// A program that emits declarations must be able to name every type that a door's function returns.
const rolled = join(bundle, "declarations.d.ts");
writeFileSync(rolled, readFileSync(rolled, "utf8").replace(/^declare /gm, "export declare "));
