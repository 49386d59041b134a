// What to do about compiler messages whose cause lies in tslab rather than in the cell.

/** What is known about earlier cells when a message is judged. */
export interface CellHistory {
  /** Namespaces by name, with the number of the declaring cell. */
  readonly namespaces: ReadonlyMap<string, number>;
  /** Names declared in cells tagged `raises-exception`, with the number of the cell. */
  readonly expectedToFail: ReadonlyMap<string, number>;
}

const byCode: Readonly<Record<number, string>> = {
  1161: "cells are TypeScript without JSX: if this is markup, write it as a text",
  1308: "a project file cannot await at its top level under tslab; export an async function and await it in a cell",
  2323: "tslab exports every name of a cell itself; write it without export",
  2484: "tslab exports every name of a cell itself; write it without export",
  4094: "give the class expression a name (class Name { ... }) or drop private",
  5097: "write the path without .ts",
  6059: "tslab imports files from the notebook's folder and below only; import the package by its name, or move the file beside the notebook",
};

/** "; remedy" for a compiler message, or "". */
export function remedy(code: number, message: string, history: CellHistory): string {
  const name = /'([^']+)'/.exec(message)?.[1] ?? "";
  const fixed = byCode[code];
  if (fixed !== undefined) return `; ${fixed}`;
  if (code === 2307)
    return /^\.\.?\//.test(name)
      ? "; paths start at the notebook's folder, without extension"
      : "; is it installed? tslab finds types through the fields main and types of a package, not through exports";
  if (code === 2339 && /^Property '(?:to(?:Sorted|Reversed|Spliced)|with|groupBy|findLast\w*)'/.test(message))
    return "; tslab's TypeScript 5.0 knows the library of ES2022 only";
  if (code === 1434 && /Unexpected keyword/.test(message))
    return "; tslab's TypeScript is 5.0: newer syntax such as `using` is not known";
  if (code === 2304 || code === 2503 || code === 2552) return forgotten(name, history);
  return "";
}

function forgotten(name: string, { namespaces, expectedToFail }: CellHistory): string {
  const namespace = namespaces.get(name);
  if (namespace !== undefined)
    return `; tslab forgets the namespace of cell ${namespace} after the next cell: use a const object or a file beside the notebook`;
  const failing = expectedToFail.get(name);
  if (failing !== undefined)
    return `; cell ${failing}, which declares it, may fail (raises-exception) and then leaves no names: declare it in a cell of its own`;
  return "";
}

/** "; remedy" for an exception whose cause lies in how tslab runs a cell, or "". */
export function exceptionRemedy(error: { readonly code?: unknown; readonly message: string }): string {
  if (error.code === "ERR_REQUIRE_ASYNC_MODULE")
    return "; tslab turns imports into require(), which cannot load a module that awaits at its top level";
  if (error.code === "MODULE_NOT_FOUND" && /'\.{1,2}\//.test(error.message))
    return "; name the file itself: a folder's index is written ./folder/index";
  if (/Cannot use 'import\.meta' outside a module/.test(error.message))
    return "; cells and project files run as scripts: use process.cwd(), which is the notebook's folder";
  return "";
}
