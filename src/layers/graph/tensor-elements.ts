// Elements of tensors, and of those that a layer keeps for the backward pass.

import { sources } from "../../sources/bibliography.js";
import { formula } from "../vocabulary.js";

/** Elements of an image tensor for one sample. */
export const imageElements = formula({
  id: "layers.image-elements",
  meaning: "Elements of a tensor for one sample: channels at every position",
  expression: "channels * imageHeight * imageWidth",
  result: "elements",
  inputs: ["channels", "imageHeight", "imageWidth"],
  source: { source: sources.pytorch, place: "torch.nn.Conv2d, shape (N, C, H, W); torch.numel" },
});

/** Elements that a layer keeps when it keeps whole tensors of one size. */
export const keptElements = formula({
  id: "layers.kept-elements",
  meaning: "Elements that a layer keeps for the backward pass: its kept tensors, all of one size",
  expression: "keptTensors * elementsEach",
  result: "elements",
  inputs: ["keptTensors", "elementsEach"],
  source: { source: sources.pytorchAutograd, place: "section on saved tensors; of one size here" },
});
