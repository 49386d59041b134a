// The door of the handbook: what a notebook needs to print the catalogue.

export { catalogueGroups, showGroup } from "./handbook.js";
export { showLayers } from "./layers.js";
export { notationTable } from "./notation.js";
export { sample } from "./samples.js";
