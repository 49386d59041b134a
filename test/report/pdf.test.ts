// PDFs of a real browser: the same bytes always, page numbers that hold, and faults that are told.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { realEffects } from "../../src/report/effects.js";
import { openPrinter, type Printer } from "../../src/report/pdf/chrome.js";
import { pdfFacts } from "../../src/report/pdf/file.js";
import { printPdf } from "../../src/report/pdf/pdf.js";
import { samplePage, twoSections } from "./sample-page.js";

const date = 1795219200; // 2026-11-21T00:00:00Z
const folder = mkdtempSync(join(tmpdir(), "flopbook-test-"));
let printer: Printer;

beforeAll(async () => {
  printer = await openPrinter();
});
afterAll(async () => {
  await printer.close();
  rmSync(folder, { recursive: true });
});

const printed = (html: string, paper: "a4" | "letter" = "a4") => printPdf(html, { printer, paper, date });

/** Output of a poppler tool, or undefined where poppler is not installed. */
function poppler(tool: string, bytes: Uint8Array): string | undefined {
  const file = join(folder, "poppler.pdf");
  writeFileSync(file, bytes);
  try {
    return execFileSync(tool, [file], { encoding: "utf8" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return undefined;
  }
}

describe("a printed report", () => {
  test("has the same bytes from another browser process in another time zone, language and order", async () => {
    const html = samplePage(twoSections);
    const first = await printed(html);
    const environment = { ...process.env, TZ: "Asia/Tokyo", LANG: "de_DE.UTF-8", LC_ALL: "de_DE.UTF-8" };
    const other = await openPrinter({ effects: { ...realEffects(), environment } });
    try {
      const options = { printer: other, paper: "a4", date } as const;
      await printPdf(samplePage([{ id: "before", text: "something else" }]), options);
      const [second, third] = await Promise.all([printPdf(html, options), printPdf(html, options)]);
      expect(Buffer.compare(first.bytes, second.bytes)).toBe(0);
      expect(Buffer.compare(first.bytes, third.bytes)).toBe(0);
    } finally {
      await other.close();
    }
  });

  test("differs when its date or its page differs", async () => {
    const [a, b, c] = await Promise.all([
      printed(samplePage(twoSections)),
      printPdf(samplePage(twoSections), { printer, paper: "a4", date: date + 1 }),
      printed(samplePage(twoSections, { body: "<p>more</p>" })),
    ]);
    expect(Buffer.compare(a.bytes, b.bytes)).not.toBe(0);
    expect(Buffer.compare(a.bytes, c.bytes)).not.toBe(0);
  });

  test("carries its date, its creator, title, language, tags, bookmarks and fonts", async () => {
    const { bytes, pages } = await printed(samplePage(twoSections));
    const text = Buffer.from(bytes).toString("latin1");
    expect(text).toContain("/CreationDate (D:20261121000000+00'00')");
    expect(text).toContain("/ModDate (D:20261121000000+00'00')");
    expect(text).toContain("/Creator (Flopbook)");
    const facts = await pdfFacts(bytes);
    expect(pages).toBe(3); // the contents, and a page a section
    expect(facts).toMatchObject({ pages: 3, title: "A sample", language: "en", tagged: true, bookmarks: 3 });
    expect(facts.fonts.length).toBeGreaterThan(0);
    expect(facts.fonts.every(({ embedded }) => embedded)).toBe(true);
  });

  test("passes poppler's eyes where poppler is installed", async ({ skip }) => {
    const { bytes } = await printed(samplePage(twoSections));
    const info = poppler("pdfinfo", bytes);
    const fonts = poppler("pdffonts", bytes);
    if (info === undefined || fonts === undefined)
      return skip("pdfinfo and pdffonts (poppler-utils) are not installed");
    expect(info).toMatch(/Tagged:\s+yes/);
    expect(info).toMatch(/Title:\s+A sample/);
    expect(info).toMatch(/Creator:\s+Flopbook/);
    const rows = fonts.trim().split("\n").slice(2);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row).toMatch(/ yes yes yes /); // emb sub uni
  });

  test("is as large as its paper: A4 is 595 x 842 points, Letter 612 x 792", async () => {
    const boxes = async (paper: "a4" | "letter") => {
      const text = Buffer.from((await printed(samplePage(twoSections), paper)).bytes).toString("latin1");
      return /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/
        .exec(text)
        ?.slice(1)
        .map((size) => Math.floor(Number(size)));
    };
    expect(await boxes("a4")).toEqual([595, 841]);
    expect(await boxes("letter")).toEqual([612, 792]);
  });
});

describe("page numbers", () => {
  test("in the contents are the pages on which the headings lie", async () => {
    let last = "";
    const print = (html: string, paper: "a4" | "letter") => {
      last = html;
      return printer.print(html, paper);
    };
    const { bytes } = await printPdf(samplePage(twoSections), { printer: { print }, paper: "a4", date });
    expect(last).toContain('<span class="pg" data-for="question">2</span>');
    expect(last).toContain('<span class="pg" data-for="answer">3</span>');
    expect([...(await pdfFacts(bytes)).destinations].sort()).toEqual([
      ["answer", 3],
      ["question", 2],
    ]);
  });

  test("are found for ids of any script, written as they are, percent-encoded or taken apart", async () => {
    const ids = ["结果", "große-café", "नतीजे", "خلاصة", "100%", "my%20id", "cafe\u0301-2", "🎉"];
    const html = samplePage(ids.map((id) => ({ id, text: "" })));
    const { bytes } = await printed(html);
    const { destinations } = await pdfFacts(bytes);
    const spelled = ["结果", "große-café", "नतीजे", "خلاصة", "100%", "my id", "caf\u00e9-2", "🎉"];
    expect([...destinations.keys()].sort()).toEqual(spelled.sort());
  });

  test("that move when they are printed are an error that names the heading", async () => {
    const early = await printer.print(samplePage([{ id: "answer", text: "" }]), "a4");
    const late = await printer.print(samplePage(twoSections), "a4");
    let prints = 0;
    const restless = { print: async () => (prints++ % 2 === 0 ? early : late) };
    const html = samplePage([{ id: "answer", text: "" }]);
    await expect(printPdf(html, { printer: restless, paper: "a4", date })).rejects.toThrow(
      /page numbers of answer move/,
    );
    expect(prints).toBe(3);
  });

  test("for a heading that print hides are an error", async () => {
    const html = samplePage(twoSections, {
      head: "<title>t</title><style>@media print{#answer{display:none}}</style>",
    });
    await expect(printed(html)).rejects.toThrow(/contents point at #answer/);
  });
});

describe("a page is refused", () => {
  test("when it asks the network for something, and nothing is fetched", async () => {
    const html = samplePage(twoSections, { body: '<img src="https://example.org/a.png" alt="a">' });
    await expect(printed(html)).rejects.toThrow("the page asks for https://example.org/a.png");
  });

  test("without a title", async () => {
    await expect(printed(samplePage(twoSections, { head: "<!-- none -->" }))).rejects.toThrow(
      "it has no title",
    );
  });

  test("without a language", async () => {
    const html = samplePage(twoSections).replace(' lang="en"', "");
    await expect(printed(html)).rejects.toThrow("it has no language");
  });

  test.each([
    ["/FontFile2", "not embedded"],
    ["/StructTreeRoot", "it is not tagged"],
    ["/Outlines", "it has no bookmarks"],
    ["/Title", "it has no title"],
  ])("when the browser leaves %s out of the file", async (entry, fault) => {
    const whole = await printer.print(samplePage(twoSections), "a4");
    const text = Buffer.from(whole).toString("latin1");
    const without = Buffer.from(text.replaceAll(entry, entry.replace(/.$/, "?")), "latin1"); // as long as before
    const print = async () => without;
    await expect(
      printPdf(samplePage(twoSections), { printer: { print }, paper: "a4", date }),
    ).rejects.toThrow(fault);
  });

  test("when the browser dies under it, with advice instead of a stack", async () => {
    const effects = { ...realEffects(), temporaryFolder: folder };
    const dying = await openPrinter({ effects });
    const { stdout } = spawnSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" });
    const pids = stdout.split("\n").filter((line) => line.includes(join(folder, "flopbook-browser-")));
    for (const line of pids) process.kill(Number.parseInt(line, 10), "SIGKILL");
    expect(pids.length).toBeGreaterThan(0);
    await expect(printPdf(samplePage(twoSections), { printer: dying, paper: "a4", date })).rejects.toThrow(
      /PDF: the browser gave up.*flopbook doctor/,
    );
    await dying.close();
  });

  test("but its scripts do not run at all", async () => {
    const script = "<script>document.title = 'changed'</script>";
    const { bytes } = await printed(samplePage(twoSections, { body: script }));
    expect((await pdfFacts(bytes)).title).toBe("A sample");
  });
});
