// Names of authors as a reference list prints them: "Hoffmann, J., Borgeaud, S. and Mensch, A.".

/** A person, or an organisation that has one name. */
export type Name = { readonly family: string; readonly given: string } | { readonly literal: string };

/** Up to so many authors are all printed; of more the first, and "et al.". */
const PRINTED = 5;

/** The names of a list; `more` says that the source itself names no more. */
export function printedNames(names: readonly Name[], more = false): string {
  const printed = names.map(printedName).filter((name) => name !== "");
  const [first = ""] = printed;
  if (more || printed.length > PRINTED) return first === "" ? "" : `${first} et al.`;
  const last = printed.at(-1) ?? "";
  return printed.length < 2 ? first : `${printed.slice(0, -1).join(", ")} and ${last}`;
}

function printedName(name: Name): string {
  if ("literal" in name) return name.literal.trim();
  const given = initials(name.given);
  return given === "" ? name.family : `${name.family}, ${given}`;
}

/** "Jean-Luc Marie" gives "J.-L. M."; a name of a script without capitals stays whole. */
function initials(given: string): string {
  return given
    .trim()
    .split(/[\s\u00a0.]+/)
    .filter((part) => part !== "")
    .map((part) =>
      part
        .split("-")
        .filter((piece) => piece !== "")
        .map((piece) => (/^[\p{Lu}\p{Lt}\p{Ll}]/u.test(piece) ? `${[...piece][0]?.toUpperCase()}.` : piece))
        .join("-"),
    )
    .join(" ");
}

/** "Kaplan, J. et al." gives "Kaplan et al.", "Tan, M. and Le, Q. V." gives "Tan and Le"; "NVIDIA" stays. */
export function familyNames(author: string): string {
  const more = / et al\.$/.test(author);
  const list = author.replace(/,? et al\.$/, "");
  const person = /([^,]+), ((?:\p{Lu}\.[\s\u00a0-]?)+)(?:, | ?and |$)/uy;
  const families: string[] = [];
  for (let match = person.exec(list); match !== null; match = person.exec(list)) {
    families.push((match[1] ?? "").trim());
    if (person.lastIndex === list.length) break;
  }
  const [first, second] = families;
  if (first === undefined || person.lastIndex !== list.length) return author;
  if (more || families.length > 2) return `${first} et al.`;
  return second === undefined ? first : `${first} and ${second}`;
}
