// The door of the API reference: the public names as text of a page. Read by its notebook, no part of the library's door.

export { reference } from "./entry.js";
export { isType, type ReferenceGroup, referenceGroups } from "./groups.js";
export { type ApiItem, type ApiModel, docText, exampleOf, publicItems, signature } from "./model.js";
