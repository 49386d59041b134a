// The networks for text of the zoo: those that can be planned, apart from the networks for images.
import { textModels } from "../../models/language/index.js";
import type { ModelRecord } from "../../models/record.js";
import { publishedModels } from "./published-models.js";

/** Every network for text by name. */
export const textZoo: readonly ModelRecord[] = [...textModels, ...publishedModels];
