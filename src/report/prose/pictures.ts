// Pictures that prose points at, taken into the page as data so that it loads nothing.
import { isAbsolute, resolve } from "node:path";
import { FlopbookError, suggestion } from "../../ground/errors.js";
import type { Attachments } from "../../notebook/notebook.js";
import type { Place } from "../problem.js";
import { faultOfPlace } from "../project-file.js";
import type { PageState } from "../state/page-state.js";
import type { Inline } from "../text/inline.js";
import { pictureType } from "../text/picture-bytes.js";
import { broken } from "./broken.js";

const types: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  avif: "image/avif",
  svg: "image/svg+xml",
};

/** Where a picture is shown: its page, and what its cell carries. */
export interface PictureHome {
  readonly page: PageState;
  readonly attachments?: Attachments | undefined;
}

/** The picture as a data: address; an empty address and a problem when it is outside the project or cannot be read. */
export function pictureAddress(address: string, home: PictureHome, place: Place): string {
  const shown = address.length > 80 ? `${address.slice(0, 77)}...` : address;
  const fault = (message: string) => {
    home.page.problems.error(place, `picture ${shown}: ${message}`);
    return "";
  };
  try {
    if (/^data:/i.test(address)) return carried(address, fault);
    if (/^attachment:/i.test(address)) return attached(address.slice("attachment:".length), home, fault);
    return fromFile(address, home.page, fault);
  } catch (error) {
    const why = error instanceof FlopbookError ? error.message.replace(/^[^:]*: /, "") : "cannot be read";
    return fault(
      `${why.replace(/; check the path$/, "")}; check the path, which is relative to the notebook`,
    );
  }
}

type Fault = (message: string) => string;

/** A picture that is its own address. */
function carried(address: string, fault: Fault): string {
  if (/^data:image\/(?:png|jpeg|gif|webp|avif|svg\+xml)[;,]/i.test(address)) return address;
  return fault(`not a picture that pages carry; use ${Object.keys(types).join(", ")}`);
}

/** A file that the cell carries. */
function attached(written: string, { attachments = {} }: PictureHome, fault: Fault): string {
  const name = decodeURIComponent(written);
  const bundle = attachments[name] ?? attachments[written];
  if (bundle === undefined) {
    const near = suggestion(name, Object.keys(attachments));
    return fault(
      `the cell carries no attachment "${name}"${near || "; paste the picture into the cell again"}`,
    );
  }
  const type = Object.values(types).find((known) => known in bundle);
  const content = type === undefined ? undefined : bundle[type];
  const text = Array.isArray(content) ? content.join("") : content;
  if (type === undefined || typeof text !== "string")
    return fault(`not a picture that pages carry, got ${Object.keys(bundle).join(", ") || "nothing"}`);
  if (type === "image/svg+xml" && text.trimStart().startsWith("<"))
    return dataAddress(type, Buffer.from(text, "utf8"));
  const bytes = Buffer.from(text, "base64");
  if (bytes.length === 0) return fault("the attachment is empty; paste the picture into the cell again");
  return looked(type, bytes, fault);
}

function fromFile(address: string, page: PageState, fault: Fault): string {
  if (/^[a-z][a-z0-9+.-]+:|^\/\//i.test(address))
    return fault("a page loads nothing; save the file beside the notebook");
  if (isAbsolute(address) || /^[a-z]:/i.test(address))
    return fault("the path is absolute; write it relative to the notebook");
  const [path = "", ...asked] = decoded(address).split(/[?#]/);
  const whole = decoded(address);
  const file = asked.length > 0 && kindOf(path) === undefined ? whole : path;
  const type = types[/\.(\w+)$/.exec(file)?.[1]?.toLowerCase() ?? ""];
  if (type === undefined)
    return fault(`not a picture that pages carry; use ${Object.keys(types).join(", ")}`);
  const place = resolve(page.folder, file);
  const outside = faultOfPlace(place, page);
  if (outside !== undefined) return fault(outside);
  return looked(type, page.readFile(place), fault);
}

function kindOf(path: string): string | undefined {
  return types[/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? ""];
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address; // a lone % stands for itself
  }
}

/** The bytes say what they are: a name that says otherwise would leave a hole in the page. */
function looked(type: string, bytes: Uint8Array, fault: Fault): string {
  if (type === "image/svg+xml") {
    if (/<svg[\s>]/i.test(Buffer.from(bytes).toString("utf8"))) return dataAddress(type, bytes);
    return fault("holds no <svg>; save it again as SVG");
  }
  const found = pictureType(bytes) ?? (bytes[0] === 0x89 ? type : undefined);
  if (found !== undefined) return dataAddress(found, bytes);
  return fault("its bytes are no picture; save it again, or fetch it where it is kept (git lfs pull)");
}

/** What stands where a picture is missing: its words, else its address. */
export function missingPicture(words: string, address: string): Inline {
  const shown = address.length > 80 ? `${address.slice(0, 77)}...` : address;
  return broken(words === "" ? shown : words);
}

/** `data:image/png;base64,…` */
function dataAddress(type: string, bytes: Uint8Array): string {
  return `data:${type};base64,${Buffer.from(bytes).toString("base64")}`;
}
