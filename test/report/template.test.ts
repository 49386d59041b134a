// Templates: what a folder must hold, and what is said when it does not.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { cssString, readTemplate } from "../../src/report/page/template.js";

const folder = mkdtempSync(join(tmpdir(), "template-"));
afterAll(() => rmSync(folder, { recursive: true }));

const whole =
  '<html lang="{{lang}}"><title>{{title}}</title>{{head}}<style>{{style a.css}}</style>{{masthead}}{{contents}}{{main}}';
const filled = {
  lang: "en",
  title: "T",
  head: "",
  banner: "",
  masthead: "M",
  contents: "C",
  main: "X $& {{y}}",
};
const style = { title: '"T"', date: '"D"', paper: "A4" };

function template(page: string, css = "p { color: red }") {
  writeFileSync(join(folder, "page.html"), page);
  writeFileSync(join(folder, "a.css"), css);
  return readTemplate(folder);
}

test("slots are filled once, and what fills them is not read again", () => {
  const html = template(whole, '/* said to authors */\n@page { size: "{{paper}}" }').fill(filled, style, {
    faces: "@font-face{}",
    before: "b{}",
    after: "a{}",
    stacked: (css) => css.replace("A4", "A4 landscape"),
  });
  expect(html).toBe(
    '<html lang="en"><title>T</title><style>b{}\n@font-face{}\n@page { size: A4 landscape }\na{}</style>MCX $& {{y}}',
  );
});

describe("a template is refused", () => {
  test.each([
    [whole.replace("{{main}}", ""), /lacks the slot \{\{main\}\}/],
    [whole.replace("{{main}}", "{{main}}{{main}}"), /has the slot \{\{main\}\} 2 times/],
    [whole.replace("{{main}}", "{{mian}}"), /nothing fills, got \{\{mian\}\}; did you mean "main"/],
    [whole.replace("{{style a.css}}", ""), /names no style sheets/],
    [whole.replace("a.css", "b.css"), /b\.css is missing/],
  ])("%#: its page.html is incomplete", (page, message) => expect(() => template(page)).toThrow(message));

  test("when a style sheet has an unknown slot", () => {
    expect(() => template(whole, 'p::after { content: "{{titel}}" }')).toThrow(
      /a\.css: .*got \{\{titel\}\}; did you mean "title"/,
    );
  });

  test("when a style sheet loads something", () => {
    expect(() => template(whole, "p { background: url(https://example.org/a.png) }")).toThrow(
      /loads something from outside/,
    );
    expect(() => template(whole, '@import "b.css";')).toThrow(/loads something from outside/);
  });

  test("when there is none of that name, with the nearest", () => {
    expect(() => readTemplate("defualt")).toThrow(/none is called "defualt"; did you mean "default"/);
  });
});

test("a CSS string cannot end itself or its style element", () => {
  expect(cssString('a"b\\c</style>\n')).toBe('"a\\22 b\\5c c\\3c /style\\3e \\a "');
});
