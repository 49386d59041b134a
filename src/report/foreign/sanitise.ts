// The gate: whatever a tree holds, only what the allow list names comes through. The only import of the sanitiser.
import type { Element, Root } from "hast";
import { sanitize } from "hast-util-sanitize";
import { allElements, vanishing } from "./allowed.js";

/**
 * The tree with allowed elements and these attributes only; comments, doctypes and all else are gone. `properties`
 * are those that were checked one by one before.
 */
export function sanitised(tree: Root, properties: ReadonlySet<string>): Root {
  const clean = sanitize(tree, {
    tagNames: [...allElements],
    attributes: { "*": [...properties].filter((name) => !/^on/i.test(name)) },
    ancestors: {
      tr: ["table"],
      td: ["table"],
      th: ["table"],
      thead: ["table"],
      tbody: ["table"],
      tfoot: ["table"],
      caption: ["table"],
      col: ["table"],
      colgroup: ["table"],
    },
    protocols: { href: ["http", "https", "mailto", "data"], src: ["data"] },
    required: { input: { type: "checkbox", disabled: true }, a: {} },
    clobber: [],
    strip: [...vanishing],
    allowComments: false,
    allowDoctypes: false,
  });
  return clean.type === "root" ? clean : { type: "root", children: [clean as Element] };
}
