// The layers of the library as symbolic forms: a list to search and to print.

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
