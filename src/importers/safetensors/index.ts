// The reader of safetensors files by explicit list.
export { safetensorsFile } from "./file.js";
export { fromSafetensors } from "./from-safetensors.js";
