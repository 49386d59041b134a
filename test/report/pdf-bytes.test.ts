// Stamping a PDF in place, on hand-made pieces of one.
import { expect, test } from "vitest";
import { pdfDate, stampedPdf } from "../../src/report/pdf/bytes.js";

const pdf = (info: string, rest = "") =>
  Buffer.from(`%PDF-1.4\n1 0 obj\n<<${info}>>\nendobj\n${rest}trailer\n<</Size 2>>\n`);
const chromium =
  "/Title (t)\n/Creator (Chromium)\n/CreationDate (D:20200101000000+00'00')\n/ModDate (D:20200101000001+00'00')";
const stamped = (bytes: Uint8Array) => Buffer.from(stampedPdf(bytes, 0)).toString("latin1");

test("a date is written as PDF 1.7, 7.9.4 has it", () => {
  expect(pdfDate(0)).toBe("D:19700101000000+00'00'");
  expect(pdfDate(86399)).toBe("D:19700101235959+00'00'"); // a second before midnight
});

test("dates and creator are overwritten and no byte moves", () => {
  const text = stamped(pdf(chromium));
  expect(text).toContain("/Creator (Flopbook)");
  expect(text.match(/D:19700101000000/g)).toHaveLength(2);
  expect(text).toHaveLength(pdf(chromium).length);
});

test("a longer creator, such as a browser's user agent, leaves white space after ours", () => {
  const text = stamped(pdf(chromium.replace("Chromium", "Mozilla/5.0 \\(X11\\)")));
  expect(text).toContain("/Creator (Flopbook)           \n"); // 19 characters for 8 in the brackets
});

test("names of structure elements are counted anew in their order", () => {
  const text = stamped(pdf(chromium, "(node00000153) (node00000209) [(node00000153)] (node00000007)\n"));
  expect(text).toContain("(node00000002) (node00000003) [(node00000002)] (node00000001)");
});

test("a random /ID, a missing date and two creators are refused", () => {
  const withId = Buffer.from(pdf(chromium).toString().replace("/Size 2", "/Size 2/ID [<ab><ab>]"));
  expect(() => stamped(withId)).toThrow("a random /ID");
  expect(() => stamped(pdf(chromium.replace("ModDate", "Other")))).toThrow('0 entries "/ModDate"');
  expect(() => stamped(pdf(`${chromium}/Creator (x)`))).toThrow('2 entries "/Creator"');
  expect(() => stamped(pdf(chromium.replace("Chromium", "x")))).toThrow("no room");
});
