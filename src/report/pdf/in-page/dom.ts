// What our code in the browser uses of a page: the library compiles without the types of browsers.

/** A rectangle on the page, px. */
export interface Rect {
  readonly left: number;
  readonly right: number;
  readonly width: number;
  readonly height: number;
}

/** An element, as far as fitting needs it. */
export interface Box {
  readonly tagName: string;
  readonly parentElement: Box | null;
  readonly previousElementSibling: Box | null;
  readonly children: ArrayLike<Box>;
  readonly scrollWidth: number;
  readonly style: Record<string, string>;
  readonly colSpan?: number;
  readonly rowSpan?: number;
  textContent: string;
  className: string;
  getBoundingClientRect(): Rect;
  querySelectorAll(selector: string): ArrayLike<Box>;
  querySelector(selector: string): Box | null;
  closest(selector: string): Box | null;
  matches(selector: string): boolean;
  contains(other: Box): boolean;
  getAttribute(name: string): string | null;
  removeAttribute(name: string): void;
  cloneNode(deep: true): Box;
  before(...others: Box[]): void;
  remove(): void;
}

/** The rules of a style sheet, as far as they say how large a page is. */
interface Rule {
  readonly selectorText?: string;
  readonly style?: Record<string, string>;
  readonly cssRules?: ArrayLike<Rule>;
}

declare global {
  // only what runs in the page may use these
  var document: {
    readonly styleSheets: ArrayLike<{ readonly cssRules: ArrayLike<Rule> }>;
    readonly documentElement: Box;
    readonly body: Box & { append(...others: Box[]): void };
    readonly head: { append(...others: Box[]): void };
    querySelectorAll(selector: string): ArrayLike<Box>;
    createElement(name: string): Box;
  };
  var getComputedStyle: (box: Box) => Record<string, string>;
}
