// Class names that authors give: those that a page means something by become the author's own, so that no verdict is forged.

/** Every name that our markup, our style sheets and our scripts mean something by. */
const ours: ReadonlySet<string> = new Set(
  `abstract appendix columns base box c expected msupsub undrawn at aside b badge banner big body by cap cause chart close code d dec deriv deriv-table e enough
   eq extra f failure fence fn fnn foreign g h hash how kicker keys keep k lbl lead line lst main meter minor n
   narrow-c nb no node note np nr num numbered open out page pg picture pn print print-li prov q ref refs s side skip slider
   src stack stderr stdout sub sup sym t task tbl text toc top tree tw under unit unshown url v vd verdict verdictline vh w
   why wide wide-c x xref broken agrees rounding inconsistent wrong-premise leaf live out-of-range done`
    .trim()
    .split(/\s+/),
);

/** Names that begin so are ours too. */
const prefixes = /^(?:katex|ansi-|callout|flop|mord|mathnormal|[a-z]{1,2}\d)/;

/** True for a name that a page keeps for itself. */
export function isOurClass(name: string): boolean {
  return ours.has(name) || prefixes.test(name);
}

/** The class names of an author as they stand on the page: "verdict" becomes "user-verdict". */
export function authorClasses(names: readonly string[]): string {
  return names
    .filter((name) => name !== "")
    .map((name) => (isOurClass(name) ? `user-${name}` : name))
    .join(" ");
}
