// Names that one output gives to its parts, made its own: they neither meet nor reach the names of the page.

/** New names for the ids, classes and data attributes of one piece of foreign markup. */
export interface Names {
  /** "chart" gives "out-3-chart"; the same for the id and for all that point at it. */
  readonly id: (name: string) => string;
  /** "verdict" gives "out-3-verdict". */
  readonly className: (name: string) => string;
  /** Names of fonts, keyframes and layers that its style declares. */
  readonly own: (name: string) => string;
  /** The id of the element that stands for the whole document. */
  readonly box: string;
  /** Names for a picture inside the markup that is a document of its own. */
  readonly inner: () => Names;
}

/** Names that begin with `prefix`; `claim` makes an id the only one of its page. */
export function namesOf(prefix: string, claim: (wanted: string) => string): Names {
  const ids = new Map<string, string>();
  let inside = 0;
  const own = (name: string) => `${prefix}-${name}`;
  let box: string | undefined;
  return {
    id(name) {
      const known = ids.get(name) ?? claim(own(name));
      ids.set(name, known);
      return known;
    },
    className: own,
    own,
    get box() {
      box ??= claim(own("box"));
      return box;
    },
    inner: () => namesOf(own(`in${++inside}`), claim),
  };
}

/** Names that have been made their output's own already. */
export const keptNames: Names = {
  id: (name) => name,
  className: (name) => name,
  own: (name) => name,
  box: "",
  inner: () => keptNames,
};

/** Elements that a page has for itself (its contents and bookmarks are made of them), shown as plain boxes instead. */
const plain: Readonly<Record<string, "div" | "span">> = {
  h1: "div",
  h2: "div",
  h3: "div",
  h4: "div",
  h5: "div",
  h6: "div",
  hgroup: "div",
  main: "div",
  header: "div",
  footer: "div",
  nav: "div",
  aside: "div",
  section: "div",
  article: "div",
  address: "div",
  search: "div",
  center: "div",
  form: "div",
  fieldset: "div",
  legend: "div",
  figure: "div",
  figcaption: "div",
  dialog: "div",
  button: "span",
  output: "span",
  textarea: "span",
};

/** The box that stands for an element of HTML, and the class by which style still finds it; undefined for others. */
export function plainBox(name: string): "div" | "span" | undefined {
  return Object.hasOwn(plain, name) ? plain[name] : undefined;
}
