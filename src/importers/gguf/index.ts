// The reader of GGUF files by explicit list.
export { readGguf } from "./file.js";
export { ggufGraph } from "./from-gguf.js";
