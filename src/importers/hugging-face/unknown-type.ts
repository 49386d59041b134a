// A refusal that helps: the nearest architectures by what their configs say, and the roads that are open.
import { FlopbookError } from "../../ground/errors.js";
import { type ConfigKeys, configKeys } from "./config-keys.js";
import type { Family } from "./family.js";
import { harmlessKeys } from "./harmless.js";
import type { KnownTypes } from "./known-types.js";

/** The error on a type that is not known, with the types whose configs have the most keys in common with this one. */
export function unknownType(known: KnownTypes, keys: ConfigKeys, modelType: string): FlopbookError {
  const got = modelType === "" ? "none" : `"${modelType}"`;
  const near = nearest(known, keys);
  const count = Object.keys(known.families).length + Object.keys(known.same).length;
  const alike =
    near.length === 0
      ? ""
      : ` Its keys are most like those of ${near.join(" and ")}, which need not compute the same.`;
  return new FlopbookError(
    `${keys.subject}: unknown model_type, got ${got}; export the network with torch.export and count the .pt2 file (\`flopbook model --how\` shows how), or an ONNX file; a .safetensors file gives its parameters.${alike} ${count} types are known (\`flopbook models --types\`).`,
  );
}

/** Up to two types that ask for most of the keys that are there and are told most of what they ask for. */
function nearest({ families }: KnownTypes, keys: ConfigKeys): readonly string[] {
  const common = new Set(harmlessKeys);
  const there = new Set(keys.unread().filter((key) => !common.has(key)));
  const scored = Object.entries(families).map(([type, family]) => {
    const asked = askedKeys(type, family).filter((key) => !common.has(key));
    const shared = asked.filter((key) => there.has(key)).length;
    return { type, likeness: shared / Math.max(1, there.size + asked.length - shared) };
  });
  return scored
    .filter(({ likeness }) => likeness > 0.3)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, 2)
    .map(({ type }) => type);
}

const askedBefore = new Map<string, readonly string[]>();

/** What a family asks a config for, found by letting it read one that says nothing but its type. */
function askedKeys(type: string, family: Family): readonly string[] {
  const known = askedBefore.get(type) ?? askedOnce(type, family);
  askedBefore.set(type, known);
  return known;
}

/** Settings that no network takes all of: a family reads its keys, and refuses before it builds anything. */
const refused = { sequence: 1, resolution: 1, images: 1, audio: 1, steps: 1 } as const;

function askedOnce(type: string, family: Family): readonly string[] {
  const keys = configKeys("config", { model_type: type });
  try {
    const inner = () => {
      throw new FlopbookError("config: no part is read here, got one; nothing to do");
    };
    family({ keys, name: type, origin: "sizes of a config", input: refused, inner });
  } catch {
    // What it asked for until then will do.
  }
  return keys.asked();
}
