// Foreign markup in a real browser, without the page's content security policy: nothing runs, loads or leaves its box.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer, { type Browser } from "puppeteer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { realEffects } from "../../src/report/effects.js";
import { foreignBoxCss, foreignHtml } from "../../src/report/foreign/foreign.js";
import { browsers } from "../../src/report/pdf/browser.js";
import { browserHome, type Home } from "../../src/report/pdf/browser-home.js";
import { attacks } from "./foreign-attacks.js";

let browser: Browser | undefined;
let home: Home | undefined;
const folder = mkdtempSync(join(tmpdir(), "flopbook-foreign-"));

beforeAll(async () => {
  const effects = realEffects();
  for await (const found of browsers(effects, async () => undefined)) {
    home = browserHome(found, effects);
    for (const own of [true, false])
      browser ??= await puppeteer
        .launch({
          executablePath: found.executable,
          headless: "shell",
          pipe: true,
          userDataDir: home.profile,
          env: home.environment(own),
          args: ["--no-sandbox", "--disable-setuid-sandbox"],
        })
        .catch(() => undefined);
    if (browser !== undefined) break;
  }
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await home?.remove();
  rmSync(folder, { recursive: true, force: true });
});

test("a hundred tricks in one page: the browser runs none, asks for nothing, and keeps each in its box", async () => {
  if (browser === undefined) throw new Error("no browser starts on this machine");
  const boxes = Object.values(attacks).map(
    (markup, i) =>
      `<div class="foreign" id="b${i}">${foreignHtml(markup, { prefix: `b${i}` }).html}</div><hr>`,
  );
  const file = join(folder, "page.html");
  writeFileSync(
    file,
    `<!doctype html><html><head><meta charset="utf-8"><title>t</title><style>${foreignBoxCss}</style></head><body><main id="main">${boxes.join("\n")}</main></body></html>`,
  );
  const page = await browser.newPage();
  const asked: string[] = [];
  const said: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("dialog", (dialog) => {
    said.push(dialog.message());
    void dialog.dismiss();
  });
  const address = pathToFileURL(file).href;
  await page.goto(address, { waitUntil: "networkidle0" });
  await page.mouse.click(200, 200);
  const seen = await page.evaluate(`(() => {
    const boxes = [...document.querySelectorAll("main > .foreign")];
    const inside = boxes.flatMap((box) => [...box.querySelectorAll("*")]);
    const rules = [...document.querySelectorAll(".foreign style")].flatMap((style) => [...style.sheet.cssRules]);
    return {
      children: [...document.querySelector("main").children].map((child) => child.tagName + child.className),
      body: document.body.children.length,
      handlers: inside.flatMap((one) => one.getAttributeNames().filter((name) => /^on/i.test(name))),
      stuck: inside.filter((one) => /fixed|sticky/.test(getComputedStyle(one).position)).length,
      hidden: [...document.querySelectorAll("hr, html, body, main")].filter((one) => getComputedStyle(one).display === "none").length,
      outside: rules.filter((rule) => rule.selectorText !== undefined && [...document.querySelectorAll(rule.selectorText)].some((one) => one.closest(".foreign") === null || one.classList.contains("foreign"))).length,
      frames: window.length,
      addresses: [...document.querySelectorAll(".foreign a[href]")].map((link) => link.protocol).filter((protocol) => !/^(https?|mailto|file):$/.test(protocol)),
    };
  })()`);
  expect(asked.filter((url) => !url.startsWith("data:image/"))).toEqual([address]);
  expect(said).toEqual([]);
  expect(seen).toEqual({
    children: boxes.flatMap(() => ["DIVforeign", "HR"]),
    body: 1,
    handlers: [],
    stuck: 0,
    hidden: 0,
    outside: 0,
    frames: 0,
    addresses: [],
  });
  await page.close();
}, 60_000);
