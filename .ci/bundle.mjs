// Makes of the compiled modules what a program loads: one file of code for each door, one file of declarations, and the
// model of the public names from which the API reference is written.
import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Extractor, ExtractorConfig } from "@microsoft/api-extractor";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");
const bundle = join(dist, "bundle");
const doors = ["index", "model", "cost", "plan", "charts"];

chmodSync(join(dist, "cli", "main.js"), 0o755);
rmSync(bundle, { recursive: true, force: true });

// The doors share their modules, so that a value of one is a value of the others.
await build({
  absWorkingDir: root,
  entryPoints: [
    "dist/index.js",
    ...["model", "cost", "plan", "charts"].map((door) => `dist/door/${door}.js`),
  ],
  outdir: bundle,
  entryNames: "[name]",
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
const declarations = (door) => join(dist, door === "index" ? "" : "door", `${door}.d.ts`);
const relative = (door) => (door === "index" ? "../index.js" : `../door/${door}.js`);
writeFileSync(
  join(bundle, "entry.d.ts"),
  doors.map((door) => `export * from "${relative(door)}";\n`).join(""),
);
for (const door of doors) {
  const lists = readFileSync(declarations(door), "utf8").matchAll(/^export (type )?\{([^}]*)\}/gm);
  const exported = [...lists].flatMap(([, type, names]) =>
    names
      .split(",")
      .map((name) => name.trim().replace(/^(type )?\w+ as /, "$1"))
      .filter((name) => name !== "")
      .map((name) => (type === undefined || name.startsWith("type ") ? name : `type ${name}`)),
  );
  writeFileSync(
    join(bundle, `${door}.d.ts`),
    `export { ${exported.join(", ")} } from "./declarations.js";\n`,
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
