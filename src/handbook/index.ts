// The door of the handbook: what a notebook needs to print the catalogue.

export { catalogueGroups, notationTable, showGroup } from "./handbook.js";
export { sample } from "./samples.js";
