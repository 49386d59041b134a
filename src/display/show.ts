// Any of our values -> MIME bundle for a notebook cell, in Jupyter, VS Code, nbconvert and our own build.
import { FlopbookError } from "../ground/errors.js";
import { escapeHtml } from "../ground/html.js";
import {
  displaySymbol,
  type FigureJson,
  type MimeBundle,
  mimeType,
  type NamedValueJson,
  type SourcesJson,
  type ValuesJson,
} from "../ground/mime.js";
import { authorYear, type Source } from "../ground/source.js";
import { isQuantity, type Quantity } from "../numbers/quantity.js";

/** A value that says how it shows itself. */
export interface Displayable {
  readonly [displaySymbol]: () => MimeBundle;
}

/** Where values are shown: the cell of a notebook, a console, a page of one's own. */
export interface Screen {
  /** Shows one output, in whichever of its forms the screen takes. */
  put(output: MimeBundle): void;
  /** Whether the output goes to a report of ours, which has margins and draws charts itself. */
  isReport(): boolean;
  /** More forms of a chart, for viewers that do not know Vega. */
  drawn?(chart: object, words: FigureJson | undefined): MimeBundle;
}

/** The ways to show something on one screen. */
export interface Showing {
  readonly screen: Screen;
  show(value: object): void;
  publish(values: Readonly<Record<string, Quantity>>, options?: { readonly tolerance?: number }): void;
  cite(...sources: readonly Source[]): void;
}

/** `show`, `publish` and `cite` for a screen. */
export function showingOn(screen: Screen): Showing {
  return {
    screen,
    show: (value) => screen.put(outputOf(value, screen)),
    publish: (values, options) => screen.put(publishedOutput(values, options)),
    cite: (...sources) => screen.put(citedOutput(sources)),
  };
}

/** Prints the text form. */
export const consoleScreen: Screen = {
  put: (output) => console.log(String(output[mimeType.text] ?? "")),
  isReport: () => false,
};

/** Prints the text form of a value; a page of one's own takes `outputOf`, a notebook the `show` of the full door. */
export function show(value: object): void {
  consoleScreen.put(outputOf(value));
}

/**
 * What a value shows: a worked equation, a chart, a table, a verdict, each in several forms by MIME type.
 *
 * @example Object.keys(outputOf(given(3, "an assumption"))) // ["application/vnd.flopbook.equation.v1+json", "text/latex", "text/plain"]
 */
export function outputOf(value: object, screen: Screen = consoleScreen): MimeBundle {
  if (displaySymbol in value) return (value as Displayable)[displaySymbol]();
  if ("$schema" in value && String(value.$schema).includes("vega-lite")) return figure(value, screen);
  throw new FlopbookError(
    `show: must be a quantity, formula, chart, table or verdict, got ${value.constructor?.name ?? typeof value}; make one of these first`,
  );
}

/** Title and caption stand outside the drawing: front ends without the report show them above it. */
function figure(spec: object, screen: Screen): MimeBundle {
  const words = (spec as { usermeta?: { flopbook?: FigureJson } }).usermeta?.flopbook;
  return {
    [mimeType.vegaLite]: spec,
    [mimeType.text]: words ? `${words.title}. ${words.alt}` : "A Vega-Lite chart",
    ...screen.drawn?.(spec, words),
  };
}

/** Names, values and meanings as a table, with the derivations that a page opens. */
function publishedOutput(
  values: Readonly<Record<string, Quantity>>,
  options: { readonly tolerance?: number } = {},
): MimeBundle {
  const named = Object.entries(values).map(([name, quantity]): NamedValueJson => {
    if (!isQuantity(quantity)) {
      throw new FlopbookError(
        `publish: "${name}" is not a quantity, got ${typeof quantity}; make it by a formula or given(value, source)`,
      );
    }
    const derivation = quantity.derivation();
    return options.tolerance === undefined
      ? { name, derivation }
      : { name, tolerance: options.tolerance, derivation };
  });
  const json: ValuesJson = { values: named };
  const lines = Object.entries(values).map(
    ([name, quantity]) => [name, quantity.text, quantity.label] as const,
  );
  const rows = lines.map((line) => `<tr>${line.map((cell) => `<td>${escapeHtml(cell)}</td>`).join("")}</tr>`);
  return {
    [mimeType.values]: json,
    [mimeType.html]: `<table><thead><tr><th>name</th><th>value</th><th>meaning</th></tr></thead><tbody>${rows.join("")}</tbody></table>`,
    [mimeType.text]: lines.map(([name, text]) => `${name} = ${text}`).join("\n"),
  };
}

/** Documents that prose may cite. */
function citedOutput(sources: readonly Source[]): MimeBundle {
  const json: SourcesJson = { sources };
  const lines = sources.map((source) => `${authorYear(source)}. ${source.title}.`);
  return { [mimeType.sources]: json, [mimeType.text]: lines.join("\n") };
}

/**
 * Something to show in forms by MIME type, one's own among them, which a renderer of the project shows on a page:
 * `show(displayable({ "application/vnd.acme.tree+json": tree, "text/plain": "a tree of 12 nodes" }))`. Errors where no
 * form is there.
 *
 * @example outputOf(displayable({ "text/plain": "three" }))["text/plain"] // "three"
 */
export function displayable(forms: MimeBundle): Displayable {
  const types = Object.keys(forms);
  const strange = types.find((type) => !/^[\w.+-]+\/[\w.+-]+$/.test(type));
  if (types.length === 0 || strange !== undefined)
    throw new FlopbookError(
      `displayable: must have forms by MIME type, got ${strange === undefined ? "none" : `"${strange}"`}; write { "text/plain": "..." }`,
    );
  return { [displaySymbol]: () => forms };
}
