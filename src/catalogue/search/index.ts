// The door of the search by words.

export { found, type Searched } from "./words.js";
