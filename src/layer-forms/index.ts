// The layers of the library as symbolic forms: a list to search and to print.

import { found } from "../search/index.js";
import { attentionForms } from "./attention-forms.js";
import { compositeForms } from "./composite-forms.js";
import { elementwiseForms } from "./elementwise-forms.js";
import { type LayerForm, layerForm } from "./layer-form.js";
import { matrixForms } from "./matrix-forms.js";

export type { LayerForm, WorkForms } from "./layer-form.js";

/** Every layer type, composites last. */
export const layerForms: readonly LayerForm[] = [
  ...matrixForms,
  ...elementwiseForms,
  ...attentionForms,
  ...compositeForms,
].map(layerForm);

/** Layer types that have every word of the query in name, meaning or further words. */
export function layerFormsWith(words: string): readonly LayerForm[] {
  return found(words, layerForms, ({ id, meaning, words: others = "" }) => ({
    title: `${id} ${meaning}`,
    rest: `layer ${others}`,
  }));
}
