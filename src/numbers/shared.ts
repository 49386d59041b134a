// What all copies of the library in one process have in common: the bundle that a notebook imports, and the modules of the command line.

/** The one object of this name, made by whichever copy asks first. */
export function sharedInProcess<T extends object>(name: string, made: () => T): T {
  const key = Symbol.for(`flopbook.${name}`);
  const shared = globalThis as unknown as Record<symbol, T | undefined>;
  const known = shared[key] ?? made();
  shared[key] = known;
  return known;
}
