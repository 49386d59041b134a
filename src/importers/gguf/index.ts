// The reader of GGUF files by explicit list.
export { ggufFile } from "./file.js";
export { fromGguf } from "./from-gguf.js";
