// Work that goes on after the last cell: timers, servers, connections, by the cell that started it. Runs in the child.
import { createHook } from "node:async_hooks";
import type { CellContext } from "./capture.js";

const names: Readonly<Record<string, string>> = {
  Timeout: "a timer",
  TCPSERVERWRAP: "a server",
  TCPWRAP: "a connection",
  TCPCONNECTWRAP: "a connection",
  PROCESSWRAP: "a child process",
  FSEVENTWRAP: "a file watcher",
  STATWATCHER: "a file watcher",
  WORKER: "a worker",
  MESSAGEPORT: "a message port",
};

/** Starts noting what cells leave running; the returned function tells it, by cell key. */
export function watchOpenWork(context: CellContext): () => ReadonlyMap<number, readonly string[]> {
  const open = new Map<
    number,
    { readonly key: number; readonly name: string; readonly resource: WeakRef<object> }
  >();
  createHook({
    init(asyncId, type, _trigger, resource) {
      const name = names[type];
      const key = name === undefined ? undefined : context.own();
      if (name !== undefined && key !== undefined)
        open.set(asyncId, { key, name, resource: new WeakRef(resource) });
    },
    destroy(asyncId) {
      open.delete(asyncId);
    },
  }).enable();
  return () => {
    const byCell = new Map<number, Set<string>>();
    for (const { key, name, resource } of open.values()) {
      const held = resource.deref() as { hasRef?: () => boolean } | undefined;
      if (held === undefined || held.hasRef?.() === false) continue;
      byCell.set(key, (byCell.get(key) ?? new Set()).add(name));
    }
    return new Map([...byCell].map(([key, set]) => [key, [...set].sort()]));
  };
}

// As they were before any cell: a notebook may put a stopped clock or another Promise in their places.
const [OwnPromise, ownTimeout, ownClear] = [Promise, setTimeout, clearTimeout];

/** Resolves with true when nothing keeps the process alive any more, with false after `milliseconds`. */
export function drained(milliseconds: number): Promise<boolean> {
  return new OwnPromise((resolve) => {
    const limit = ownTimeout(() => resolve(false), milliseconds).unref();
    process.once("beforeExit", () => {
      ownClear(limit);
      resolve(true);
    });
  });
}
