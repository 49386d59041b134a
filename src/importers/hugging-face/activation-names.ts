// Activation functions by the names that the transformers library gives them.
import { FlopbookError, suggestion } from "../../ground/errors.js";
import type { BlockActivation } from "../../models/language/blocks/specs.js";

const names: Readonly<Record<string, BlockActivation>> = {
  gelu: "gelu",
  gelu_python: "gelu",
  gelu_new: "gelu-steps",
  gelu_fast: "gelu-steps",
  gelu_accurate: "gelu-steps",
  gelu_pytorch_tanh: "gelu-tanh",
  quick_gelu: "gelu-quick",
  hardswish: "hard-swish",
  leaky_relu: "leaky-relu",
  mish: "mish",
  relu: "relu",
  relu2: "relu-squared",
  relu6: "relu6",
  sigmoid: "sigmoid",
  silu: "silu",
  swish: "silu",
  tanh: "tanh",
  // Two learned values and an exponential on the negative side: as many steps as ELU.
  xielu: "elu",
};

/** The function of this name. Errors on an unknown name, with the nearest. */
export function activationNamed(subject: string, key: string, name: string): BlockActivation {
  const known = Object.hasOwn(names, name) ? names[name] : undefined;
  if (known !== undefined) return known;
  const list = Object.keys(names);
  throw new FlopbookError(
    `${subject}: ${key} is no activation that is known here, got "${name}"${suggestion(name, list)}; known are ${list.join(", ")}`,
  );
}
