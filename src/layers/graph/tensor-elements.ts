// Elements of tensors, and of those that a layer keeps for the backward pass.

import { sources } from "../../sources/bibliography.js";
import { formula } from "../vocabulary.js";

const table = { source: sources.seed000, place: "What must be cached for the backward pass" };

/** Elements of an image tensor for one sample. */
export const imageElements = formula({
  id: "layers.image-elements",
  meaning: "Elements of a tensor for one sample: channels at every position",
  expression: "channels * imageHeight * imageWidth",
  result: "elements",
  inputs: ["channels", "imageHeight", "imageWidth"],
  source: table,
});

/** Elements that a layer keeps when it keeps whole tensors of one size. */
export const keptElements = formula({
  id: "layers.kept-elements",
  meaning: "Elements that a layer keeps for the backward pass: its kept tensors, all of one size",
  expression: "keptTensors * elementsEach",
  result: "elements",
  inputs: ["keptTensors", "elementsEach"],
  source: table,
});
