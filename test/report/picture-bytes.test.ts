// What the bytes of a picture say of themselves.
import { expect, test } from "vitest";
import { endsEarly, pictureType } from "../../src/report/text/picture-bytes.js";

/** A box of an ISO file: its size, its name, what is in it. */
function box(name: string, content: string): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(8 + content.length);
  return Buffer.concat([size, Buffer.from(name + content, "latin1")]);
}

const head = box("ftyp", "avif\0\0\0\0avifmif1");
const whole = Buffer.concat([head, box("meta", "\0".repeat(40)), box("mdat", "x".repeat(90))]);

test("an AVIF is whole when its boxes reach the end and hold the picture", () => {
  expect(pictureType(whole)).toBe("image/avif");
  expect(endsEarly(whole, "image/avif")).toBe(false);
});

test.each([
  ["the first box alone", head],
  ["no picture", whole.subarray(0, head.length + 48)],
  ["half of the picture", whole.subarray(0, whole.length - 45)],
])("an AVIF of %s ends early", (_, bytes) => {
  expect(endsEarly(bytes, "image/avif")).toBe(true);
});
