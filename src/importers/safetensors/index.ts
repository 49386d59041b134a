// The reader of safetensors files by explicit list.
export { readSafetensors } from "./file.js";
export { safetensorsGraph } from "./from-safetensors.js";
