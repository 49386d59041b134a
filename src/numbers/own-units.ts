// Units of a user's own: counted things, and amounts in known units under a name.
import { FlopbookError } from "../ground/errors.js";
import { addAtom, atoms, type Unit } from "./unit-table.js";
import { type Amount, parseUnit } from "./units.js";

/** Units of one's own by name: a counted thing, or an amount in known units: `{ page: bytes(4096) }`. */
export type OwnUnits = Readonly<Record<string, "counted" | Amount>>;

/** Makes units known. Errors on a name that cannot stand in a unit, and on one that means something else already. */
export function addUnits(units: OwnUnits): void {
  for (const [name, is] of Object.entries(units)) {
    if (!/^[A-Za-z][A-Za-z_-]*$/.test(name))
      throw new FlopbookError(`unit: cannot be a name of a unit, got "${name}"; use letters only`);
    const unit = is === "counted" ? { factor: 1, powers: new Map([[name, 1]]) } : unitOf(is);
    const known = atoms.get(name);
    if (known !== undefined && !sameUnit(known, unit))
      throw new FlopbookError(`unit "${name}": it is a unit already, and another one; choose another name`);
    addAtom(name, unit);
  }
}

function unitOf({ value, unit }: Amount): Unit {
  const { factor, powers } = parseUnit(unit);
  return { factor: value * factor, powers };
}

function sameUnit(a: Unit, b: Unit): boolean {
  const text = ({ factor, powers }: Unit) => JSON.stringify([factor, [...powers].sort()]);
  return text(a) === text(b);
}
