// Where in the network a node stands: its module path, and the stage that a reader sees first.

/**
 * The path of the innermost module of a stack as torch writes it: entries "key,path,class" joined by ";". The first
 * is the network itself, whose path is empty; undefined where the text is none of these.
 */
export function modulePath(stack: string): string | undefined {
  if (stack.startsWith("_empty_nn_module_stack")) return undefined;
  const path = stack.split(";").at(-1)?.split(",")[1] ?? "";
  return plain(path.replace(/@\d+/g, ""));
}

/** The class of the innermost module of a stack. */
export function moduleClass(stack: string): string {
  return stack.split(";").at(-1)?.split(",")[2] ?? "";
}

/** A path without the letters that no module name has. */
function plain(path: string): string {
  return path.replace(/[^\w.-]/g, "_");
}

/** Names stages: the first part of a module path that tells one part of the network from another. */
export function stageNames(paths: readonly string[]): (path: string) => string {
  const parts = paths.filter((path) => path !== "").map((path) => path.split("."));
  const [first = []] = parts;
  let shared = 0;
  while (shared < first.length - 1 && parts.every((one) => one[shared] === first[shared])) shared++;
  return (path) => {
    if (path === "") return "graph";
    const own = path.split(".");
    const part = own[shared] ?? own.at(-1) ?? "graph";
    const next = own[shared + 1];
    return next !== undefined && /^\d+$/.test(next) ? `${part}.${next}` : part;
  };
}
