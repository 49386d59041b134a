// What a browser loads: each door bundled for one, its size, and what must not come along.
import { join } from "node:path";
import vm from "node:vm";
import { build } from "esbuild";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");

/** A small program bundled and minified for a browser: its bytes, and the files of ours in it. */
async function bundled(
  program: string,
): Promise<{ readonly bytes: number; readonly files: readonly string[]; readonly text: string }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  const [output] = Object.values(metafile.outputs);
  const inputs = Object.entries(output?.inputs ?? {});
  return {
    bytes: outputFiles[0]?.contents.length ?? 0,
    text: outputFiles[0]?.text ?? "",
    files: inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file),
  };
}

const all = (door: string) => `import * as all from "flopbook/${door}"; console.log(all);`;
const programs = {
  "a device": {
    program: 'import { device } from "flopbook/cost"; console.log(device("h100-sxm"));',
    limit: 80_000,
  },
  "a device and its peak rate": {
    program:
      'import { device, peak } from "flopbook/cost"; console.log(peak(device("h100-sxm"), "bf16").value);',
    limit: 80_000,
  },
  "all of flopbook/model": { program: all("model"), limit: 600_000 },
  "all of flopbook/files": { program: all("files"), limit: 1_200_000 },
  "all of flopbook/cost": { program: all("cost"), limit: 600_000 },
  "all of flopbook/plan": { program: all("plan"), limit: 600_000 },
  "all of flopbook/charts": { program: all("charts"), limit: 600_000 },
};

test.each(Object.entries(programs))("%s fits into a page", async (_, { program, limit }) => {
  const { bytes, files } = await bundled(program);
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan(limit);
  // Examples, published runs, the handbook, and all that needs Node stay with the full door.
  const foreign = /^dist\/(documents|examples|runs|catalogue|node|report|notebook|disk|cli)\//;
  expect(files.filter((file) => foreign.test(file))).toEqual([]);
});

test("a page without Node counts a file that it was handed", async () => {
  const { text } = await bundled(`
    import { device, peak } from "flopbook/cost";
    import { foundModel, fromConfig } from "flopbook/files";
    import { parameters } from "flopbook/model";
    import { show } from "flopbook/charts";
    const keys = { model_type: "gpt2", n_layer: 2 };
    const bytes = new TextEncoder().encode(JSON.stringify(keys));
    const slice = (start, end) => ({ arrayBuffer: async () => bytes.slice(start, end).buffer });
    const file = { name: "config.json", size: bytes.length, slice };
    show(peak(device("h100-sxm"), "bf16"));
    foundModel(file).then(({ graph }) => {
      console.log(parameters(graph).value);
      console.log(parameters(fromConfig(keys)).value);
    });
  `);
  const lines: unknown[] = [];
  // What any browser has, and nothing of Node's.
  const page = { console: { log: (line: unknown) => lines.push(line) }, TextDecoder, TextEncoder };
  await vm.runInNewContext(`(async () => {${text}})()`, page);
  await expect.poll(() => lines.length).toBe(3);
  // GPT-2's tables have 50,257 x 768 and 1,024 x 768 weights, a block 12 x 768 x 768 and 13 x 768, the last norm 2 x 768.
  const counted = (50_257 + 1_024) * 768 + 2 * (12 * 768 * 768 + 13 * 768) + 2 * 768;
  expect(lines[0]).toMatch(/^H100 SXM 80 GB: dense peak, bf16-tensor: 989\sTFLOP\/s$/);
  expect(lines.slice(1)).toEqual([counted, counted]);
});

test("the full door needs Node, and a bundler says so", async () => {
  await expect(bundled(all("model").replace("/model", ""))).rejects.toThrow(/Could not resolve "node:/);
});
