// `flopbook models`: the zoo by family, with what is counted, what has been published, and whether they agree.

import { authorYear } from "../../ground/source.js";
import { modelClaims, models, modelTypes, ownModels } from "../../importers/index.js";
import { type Claim, type ModelRecord, plainCounts } from "../../models/index.js";
import { difference, grouped, percent, text } from "../../numbers/format.js";
import { asUsageOf } from "../options.js";
import { projectExports } from "../own.js";
import type { Context, Terminal } from "../terminal.js";
import { plainSpaces, textTable } from "../text-table.js";
import { scaled } from "./table.js";

export interface ModelsOptions {
  readonly search?: string;
  readonly types?: true;
  readonly json?: true;
}

/** One model with its counts for one sample of the size that its operations are published for, else its usual one. */
interface ListedModel {
  readonly id: string;
  readonly family: string;
  readonly aliases: readonly string[];
  readonly reads: ModelRecord["reads"];
  /** Height of the image or tokens of the sequence. */
  readonly inputSize: number;
  readonly parameters: number;
  readonly mac: number;
  readonly claims: readonly ListedClaim[];
}

interface ListedClaim {
  readonly id: string;
  /** The network that it is about: a variant may be meant. */
  readonly network: string;
  readonly about: Claim["about"];
  readonly stated: number;
  readonly counted: number;
  readonly relativeDifference: number;
  readonly tolerance: number;
  readonly reason: string;
  readonly verdict: "agrees" | "differs";
  readonly source: string;
}

/** Prints the zoo; returns 1 when nothing is found. */
export async function run(options: ModelsOptions, { terminal }: Context): Promise<number> {
  return options.types === true ? listTypes(options, terminal) : listZoo(options, terminal);
}

/** The types of a config.json that are counted, one a line. */
function listTypes({ search = "", json }: ModelsOptions, { out, err }: Terminal): number {
  const found = modelTypes.filter((type) => type.includes(search.toLowerCase()));
  if (found.length === 0) {
    err(`flopbook: no model_type contains "${search}"; try less of it, or \`flopbook models --types\`\n`);
    return 1;
  }
  out(json ? `${JSON.stringify(found, undefined, 2)}\n` : `${found.join("\n")}\n`);
  return 0;
}

async function listZoo({ search, json }: ModelsOptions, terminal: Terminal): Promise<number> {
  const { models: own = [] } = await projectExports(terminal.cwd);
  const all = [...models, ...asUsageOf(() => ownModels(own))];
  const found = search === undefined ? all : all.filter((record) => has(record, search));
  if (found.length === 0) {
    terminal.err(`flopbook: no model has all the words of "${search}"; try fewer, or \`flopbook models\`\n`);
    return 1;
  }
  const claims = claimsByModel();
  const listed = found.map((record) => listedModel(record, claims.get(record.id) ?? []));
  if (json) terminal.out(`${JSON.stringify(listed, undefined, 2)}\n`);
  else terminal.out(plainSpaces(zooText(listed, terminal)));
  return 0;
}

function has({ id, family, aliases = [] }: ModelRecord, search: string): boolean {
  const text = [id, family, ...aliases].join(" ").toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Each claim under the model whose id begins the claim's id: "resnet50-mac" under "resnet50". */
function claimsByModel(): ReadonlyMap<string, readonly Claim[]> {
  const found = new Map<string, Claim[]>();
  const plain = (id: string) => `${id.replaceAll("_", "-")}-`;
  const longestFirst = [...models].sort((a, b) => b.id.length - a.id.length);
  for (const claim of modelClaims) {
    const owner = longestFirst.find(({ id }) => plain(claim.id).startsWith(plain(id)));
    if (owner !== undefined) found.set(owner.id, [...(found.get(owner.id) ?? []), claim]);
  }
  return found;
}

function listedModel(record: ModelRecord, claims: readonly Claim[]): ListedModel {
  const { id, family, aliases = [], reads } = record;
  const usual = record.graph({});
  const stated = claims.find(({ about }) => about === "forwardMac")?.graph();
  const graph = stated?.name === usual.name ? stated : usual;
  const counted = plainCounts(graph);
  return {
    id,
    family,
    aliases,
    reads,
    inputSize: graph.inputs[0]?.shape.at(-1) ?? 0,
    parameters: counted.parameters,
    mac: counted.forwardMac,
    claims: claims.map(listedClaim),
  };
}

function listedClaim(claim: Claim): ListedClaim {
  const { id, about, stated, tolerance, reason, source } = claim;
  const graph = claim.graph();
  const counted = plainCounts(graph)[about];
  const relativeDifference = counted / stated - 1;
  const place = source.place === undefined ? "" : `, ${source.place}`;
  return {
    id,
    network: graph.name,
    about,
    stated,
    counted,
    relativeDifference,
    tolerance,
    reason,
    verdict: Math.abs(relativeDifference) <= tolerance ? "agrees" : "differs",
    source: `${authorYear(source.source)}. ${source.source.title}${place}`,
  };
}

const columns = [
  { head: "model" },
  { head: "parameters", align: "right" },
  { head: "MAC", align: "right" },
  { head: "input", align: "right" },
  { head: "published" },
  { head: "difference", align: "right" },
  { head: "verdict" },
] as const;

function zooText(listed: readonly ListedModel[], { colors }: Terminal): string {
  const families = [...new Set(listed.map(({ family }) => family))];
  const lines = families.flatMap((family) => {
    const own = listed.filter((model) => model.family === family);
    return [{ cells: [family], bold: true, bad: false }, ...own.flatMap(modelLines)];
  });
  const table = textTable(
    columns,
    lines.map(({ cells }) => cells),
    (line, at) => (lines[at]?.bold ? colors.bold(line) : lines[at]?.bad ? colors.red(line) : line),
  );
  const claims = listed.flatMap((model) => model.claims);
  const agreeing = claims.filter(({ verdict }) => verdict === "agrees").length;
  return `${table}\n${listed.length} models in ${families.length} families; ${agreeing} of ${claims.length} published counts agree; MAC for one sample at the input shown.\n\`flopbook model NAME\` counts one.\n`;
}

/** A line for the model with its first claim, and one for each further claim. */
function modelLines(model: ListedModel) {
  const { id, parameters, mac, inputSize, reads, claims } = model;
  const input = `${inputSize} ${reads === "images" ? "px" : "tokens"}`;
  const head = [`  ${id}`, grouped(parameters), scaled(mac, "MAC"), input];
  const [first, ...rest] = claims;
  return [
    { cells: [...head, ...claimCells(model, first)], bold: false, bad: first?.verdict === "differs" },
    ...rest.map((claim) => ({
      cells: ["", "", "", "", ...claimCells(model, claim)],
      bold: false,
      bad: claim.verdict === "differs",
    })),
  ];
}

/** What is stated; of a variant, its name too. */
function claimCells(model: ListedModel, claim: ListedClaim | undefined): readonly string[] {
  if (claim === undefined) return ["–", "", ""];
  const { about, stated, counted, verdict, network } = claim;
  const own = about === "parameters" ? model.parameters : model.mac;
  const variant = counted === own ? "" : ` (${network})`;
  const shown = about === "parameters" ? `${grouped(stated)} parameters` : text(stated, "MAC", { digits: 4 });
  return [`${shown}${variant}`, stated === counted ? percent(0) : difference(counted, stated), verdict];
}
