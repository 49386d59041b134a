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
  files: "door/files",
  cost: "door/cost",
  plan: "door/plan",
  charts: "door/charts",
  documents: "documents/index",
  measured: "documents/measured/index",
  reference: "catalogue/reference/index",
};

chmodSync(join(dist, "cli", "main.js"), 0o755);
rmSync(bundle, { recursive: true, force: true });

/** Every value of a door by name, as the compiler lists them. */
const declarations = (file) => readFileSync(join(dist, `${file}.d.ts`), "utf8");
const declaredIn = (file) =>
  [...declarations(file).matchAll(/^export declare (?:const|function|class) (\w+)/gm)].map(
    ([, name]) => name,
  );
const listedIn = (file) =>
  [...declarations(file).matchAll(/^export (type )?\{([^}]*)\}/gm)].flatMap(([, type, names]) =>
    names
      .split(",")
      .map((name) => name.trim().replace(/^(type )?\w+ as /, "$1"))
      .filter((name) => name !== "")
      .map((name) => (type === undefined || name.startsWith("type ") ? name : `type ${name}`)),
  );
const valuesIn = (file) => [
  ...declaredIn(file),
  ...listedIn(file).filter((name) => !name.startsWith("type ")),
];

// The doors share their modules, so that a value of one is a value of the others. Those that need nearly everything
// share one file: eleven files to find, read and compile take a fifth less time than seventeen.
const sharing = ["index", "cost", "plan"];
const whole = sharing.flatMap((door) => {
  const names = valuesIn(doors[door]).map((name) => `${name} as ${door}_${name}`);
  return `export { ${names.join(", ")} } from "./${doors[door]}.js";\n`;
});
const alone = Object.entries(doors).filter(([door]) => !sharing.includes(door));
writeFileSync(join(dist, "whole.js"), whole.join(""));
await build({
  absWorkingDir: root,
  entryPoints: [["whole", "whole"], ...alone].map(([out, file]) => ({ in: `dist/${file}.js`, out })),
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
rmSync(join(dist, "whole.js"));
for (const door of sharing) {
  const names = valuesIn(doors[door]).map((name) => `${door}_${name} as ${name}`);
  writeFileSync(join(bundle, `${door}.js`), `export { ${names.join(", ")} } from "./whole.js";\n`);
}

// One declaration of everything, of which each door re-exports its names: types of one door fit those of another.
const names = Object.values(doors);
writeFileSync(join(bundle, "entry.d.ts"), names.map((file) => `export * from "../${file}.js";\n`).join(""));
for (const [door, file] of Object.entries(doors)) {
  writeFileSync(
    join(bundle, `${door}.d.ts`),
    `export { ${[...declaredIn(file), ...listedIn(file)].join(", ")} } from "./declarations.js";\n`,
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

// A program that emits declarations must be able to name every type that a door's function returns. Indentation and
// examples are for readers: they stay in the model, from which the reference is written.
const rolled = join(bundle, "declarations.d.ts");
const short = readFileSync(rolled, "utf8")
  .replace(/^[ \t]+/gm, "")
  .replace(/(?:\n\*)?\s(?:\* )?@example (?:(?!\*\/)[\s\S])*\*\//g, " */")
  .replace(/^declare /gm, "export declare ");
writeFileSync(rolled, short);
