// The model of a plan: a name.
import { type TransformerShape, transformerShape } from "../plan/index.js";

/** The shape of the named model. Errors on an unknown name, with the nearest. */
export function foundShape(name: string, _cwd: string): TransformerShape {
  return transformerShape(name);
}
