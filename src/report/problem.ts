// What is wrong with a page, told so that its author finds the place: notebook, cell, line, what to do.

/** Where in a notebook something was written. `line` is 1-based in the cell. */
export interface Place {
  readonly cell: number | undefined;
  readonly line: number | undefined;
}

/** A fault of the page. An "error" fails the build after the page is written; a "warning" is only told. */
export interface Problem extends Place {
  readonly severity: "error" | "warning";
  readonly notebook: string;
  /** "subject: problem, got value; remedy" */
  readonly message: string;
}

/** Collects the problems of one page in the order in which they were met, each once. */
export interface Problems {
  error(place: Place, message: string): void;
  warning(place: Place, message: string): void;
  all(): readonly Problem[];
}

/** An empty collection for one notebook. */
export function problemsOf(notebook: string): Problems {
  const found = new Map<string, Problem>();
  const add = (severity: Problem["severity"], { cell, line }: Place, message: string) => {
    const key = `${severity} ${cell} ${line} ${message}`;
    if (!found.has(key)) found.set(key, { severity, notebook, cell, line, message });
  };
  return {
    error: (place, message) => add("error", place, message),
    warning: (place, message) => add("warning", place, message),
    all: () => [...found.values()],
  };
}

/** "resnet50-imagenet, cell 4, line 2: message", as the command line and the page print it. */
export function problemText({ notebook, cell, line, message }: Problem): string {
  return `${placeText({ notebook, cell, line })}: ${message}`;
}

/** "resnet50-imagenet, cell 4, line 2" */
export function placeText(place: Place & { readonly notebook?: string }): string {
  const cell = place.cell === undefined ? undefined : `cell ${place.cell}`;
  const line = place.line === undefined ? undefined : `line ${place.line}`;
  return [place.notebook, cell, line].filter((part) => part !== undefined).join(", ");
}
