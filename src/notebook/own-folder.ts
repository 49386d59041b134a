// The folder of our own compiled code, which keys of results cover as a whole.
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(dirname(fileURLToPath(import.meta.url)));

/** dist/, also while this file runs from src/; ends in a separator. */
export const ownFolder: string = join(here.replace(/([\\/])src$/, "$1dist"), sep);
