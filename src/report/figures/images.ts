// Pictures that image marks show, taken into the drawing as data; the only import of image-size.
import { imageSize } from "image-size";
import { FlopbookError } from "../../ground/errors.js";
import { type ChartFiles, dataBytes, localBytes } from "./files.js";
import { imageScenes, type Scene } from "./scene.js";

const types: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  avif: "image/avif",
  svg: "image/svg+xml",
};

interface Picture {
  readonly complete: boolean;
  readonly width: number;
  readonly height: number;
  readonly src: string;
  readonly url: string;
}

/** Gives every image mark its picture, so that Vega loads none. Throws FlopbookError for one that cannot be shown. */
export function loadImages(root: Scene, files: ChartFiles): void {
  const known = new Map<string, Picture>();
  for (const { items } of imageScenes(root))
    for (const item of items) {
      if (item.url === undefined || item.url === null || item.url === "") continue;
      const url = String(item.url);
      const picture = known.get(url) ?? pictureOf(url, files);
      known.set(url, picture);
      item.image = picture;
    }
}

function pictureOf(url: string, files: ChartFiles): Picture {
  const bytes = /^data:image\//i.test(url) ? dataBytes(url) : localBytes(url, files, "picture");
  const short = url.length > 60 ? `${url.slice(0, 57)}...` : url;
  try {
    const { width, height, type = "" } = imageSize(bytes);
    const mime = types[type];
    if (mime === undefined) throw new Error(`it is ${type || "of an unknown kind"}`);
    const src = `data:${mime};base64,${Buffer.from(bytes).toString("base64")}`;
    return { complete: true, width, height, src, url };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new FlopbookError(
      `picture ${short}: cannot be shown (${why}); use ${Object.keys(types).join(", ")}`,
      { cause: error },
    );
  }
}
