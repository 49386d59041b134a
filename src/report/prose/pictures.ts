// Pictures that prose points at, taken into the page as data so that it loads nothing.
import { isAbsolute, resolve } from "node:path";
import { FlopbookError } from "../../errors.js";
import type { PageState } from "../page/state.js";
import type { Place } from "../problem.js";

const types: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  svg: "image/svg+xml",
};

/** The picture as a data: address; an empty address and a problem when it is outside the project or cannot be read. */
export function pictureAddress(address: string, page: PageState, place: Place): string {
  if (/^data:image\//.test(address)) return address;
  const fault = (message: string) => {
    page.problems.error(place, `picture ${address}: ${message}`);
    return "";
  };
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(address))
    return fault("a page loads nothing; save the file beside the notebook");
  if (isAbsolute(address)) return fault("the path is absolute; write it relative to the notebook");
  const type = types[/\.(\w+)$/.exec(address)?.[1]?.toLowerCase() ?? ""];
  if (type === undefined)
    return fault(`not a picture that pages carry; use ${Object.keys(types).join(", ")}`);
  try {
    return dataAddress(type, page.readFile(resolve(page.folder, decodeURI(address))));
  } catch (error) {
    if (error instanceof FlopbookError) throw error;
    return fault("cannot be read; check the path, which is relative to the notebook");
  }
}

/** `data:image/png;base64,…` */
export function dataAddress(type: string, bytes: Uint8Array): string {
  return `data:${type};base64,${Buffer.from(bytes).toString("base64")}`;
}
