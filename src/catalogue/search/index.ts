// The door of the search by words.

export { otherNamesOf } from "./other-names.js";
export { type Searched, searchOf } from "./words.js";
