// Citations: Pandoc's forms, BibTeX and CSL-JSON files, and @words that are none.
import { describe, expect, test } from "vitest";
import { bibtexFile } from "../../src/report/citations/bibtex.js";
import { cslEntries } from "../../src/report/citations/csl-json.js";
import { sourceOf } from "../../src/report/citations/entry.js";
import { familyNames } from "../../src/report/citations/names.js";
import { words } from "./markup.js";
import { prosePage } from "./prose-page.js";

const bib = String.raw`
@string{nips = "NeurIPS"}
@article{kaplan2020, author = {Kaplan, Jared and McCandlish, Sam and Henighan, Tom}, title = {Scaling Laws for {N}eural Language Models},
  journal = {arXiv preprint}, year = 2020, eprint = {2001.08361}, archivePrefix = {arXiv}}
@inproceedings(vaswani2017, author = "Vaswani, Ashish and others", title = "Attention is all you need", booktitle = nips # " 30", year = 2017)
@book{m:1999, author = {J{\"o}rg M{\"u}ller and {\O}stby, {\AA}se and Gonz{\'a}lez, Jos\'e and Ludwig van Beethoven}, title = {{\"U}ber Netze \& <i>mehr</i> -- ${"``"}ja''}, publisher = {Springer}, year = {1999}, doi = {10.1000/a_b}}
@misc{ligo, author = {{The LIGO Collaboration and Friends}}, title = {Data}, date = {2021-03-04}, url = {javascript:alert(1)}, howpublished = {Online}}
@inproceedings{kid, crossref = {conf}, title = {Kid}, author = {A. B. Kid}, pages = {3--7}}
@proceedings{conf, title = {Proc. of Things}, year = {2018}}
@misc{ligo, title = {again}}
`;
const front = { bibliography: ["refs.bib", "more.json"] };
const files = {
  "notebooks/refs.bib": bib,
  "notebooks/more.json": JSON.stringify([
    {
      id: "hoffmann2022",
      title: "Compute-optimal <i>models</i>",
      author: [
        { family: "Hoffmann", given: "Jordan" },
        { family: "Borgeaud", given: "S." },
      ],
      issued: { "date-parts": [[2022, 3]] },
      "container-title": "NeurIPS",
      volume: 35,
      page: "1-20",
      DOI: "10.5555/1",
    },
    { id: "wang", author: [{ family: "王", given: "小明" }], title: "论文", issued: { raw: "2019-05-06" } },
  ]),
};

describe("prose cites", () => {
  test("with words before and after, without the author, in a sentence", async () => {
    const { main, problems } = await prosePage(
      ["A [see @kaplan2020, p. 3; @hoffmann2022]. B [-@m:1999]. @vaswani2017 say, @ligo [p. 4] and (@kid)."],
      { front, files },
    );
    expect(words(main)).toBe(
      "A [see 1, p. 3; 2]. B [3]. Vaswani et al. (2017) [4] say, The LIGO Collaboration and Friends (2021) [5, p. 4] and (Kid (2018) [6]).",
    );
    expect(problems).toEqual([
      "warning undefined:undefined bibliography refs.bib: the key ligo stands twice; the first entry counts",
    ]);
  });

  test("figures and equations in brackets as without", async () => {
    const { main } = await prosePage(["As [see @eq-a] shows.\n\n$$ a $$ {#eq-a}"]);
    expect(words(main)).toContain("As see equation 1 shows.");
  });

  test("nothing with addresses, names of people, decorators and code", async () => {
    const text =
      "Mail foo@bar.com, @property, @tf.function, @user, [me@x.org], `@kaplan2020`, https://example.org/@kaplan2020.";
    const { main, problems } = await prosePage([text], { front, files });
    expect(main).not.toContain('class="ref"');
    expect(words(main)).toBe(text.replaceAll("`", ""));
    expect(problems.filter((problem) => problem.startsWith("error"))).toEqual([]);
  });

  test("an unknown key as an error with the nearest, also bare when it ends in a year", async () => {
    const { main, problems } = await prosePage(["ok\n\n[@kaplan2021] and\n@nobody2020"], { front, files });
    expect(problems.slice(1)).toEqual([
      expect.stringMatching(/^error 1:3 citation \[@kaplan2021\]: .*did you mean "kaplan2020"/),
      expect.stringMatching(/^error 1:4 citation @nobody2020: no source of this page has this id/),
    ]);
    expect(main).toContain('<span class="broken">@nobody2020</span>');
  });

  test("files that are missing, broken or no bibliography are told", async () => {
    const broken = { bibliography: ["gone.bib", "broken.bib", "list.json", "x.txt", "../../up.bib"] };
    const { problems } = await prosePage(["x"], {
      front: broken,
      files: {
        "notebooks/broken.bib": "@misc{a, title={x}}\n\n@misc{b, title={",
        "notebooks/list.json": '{"a":1}',
      },
    });
    expect(problems).toEqual([
      expect.stringMatching(/bibliography gone\.bib: cannot be read/),
      expect.stringMatching(/bibliography broken\.bib, line 3: no BibTeX/),
      expect.stringMatching(/bibliography list\.json: a list of items is expected/),
      expect.stringMatching(/bibliography x\.txt: a \.bib file/),
      expect.stringMatching(/bibliography \.\.\/\.\.\/up\.bib: lies outside the project/),
    ]);
  });
});

describe("entries become sources", () => {
  const { entries } = bibtexFile(bib, "refs.bib");
  const sources = new Map(
    [...entries, ...cslEntries(files["notebooks/more.json"], "more.json")].map((entry) => [
      entry.id,
      sourceOf(entry),
    ]),
  );

  test.each([
    [
      "kaplan2020",
      {
        author: "Kaplan, J., McCandlish, S. and Henighan, T.",
        title: "Scaling Laws for Neural Language Models",
        year: 2020,
        published: "arXiv preprint, arXiv:2001.08361",
        url: "https://arxiv.org/abs/2001.08361",
      },
    ],
    ["vaswani2017", { author: "Vaswani, A. et al.", published: "NeurIPS 30" }],
    [
      "m:1999",
      {
        author: "Müller, J., Østby, Å., González, J. and van Beethoven, L.",
        title: "Über Netze & <i>mehr</i> – “ja”",
        published: "Springer",
        url: "https://doi.org/10.1000/a_b",
      },
    ],
    ["ligo", { author: "The LIGO Collaboration and Friends", year: 2021, published: "Online" }],
    ["kid", { author: "Kid, A. B.", year: 2018, published: "Proc. of Things, 3–7" }],
    [
      "hoffmann2022",
      {
        author: "Hoffmann, J. and Borgeaud, S.",
        title: "Compute-optimal models",
        published: "NeurIPS 35, 1–20",
        url: "https://doi.org/10.5555/1",
      },
    ],
    ["wang", { author: "王, 小明", title: "论文", year: 2019 }],
  ])("%s", (id, expected) => expect(sources.get(id)).toMatchObject(expected));

  test("and no address but one of the web", () => expect(sources.get("ligo")?.url).toBeUndefined());
});

test.each([
  ["Kaplan, J. et al.", "Kaplan et al."],
  ["Tan, M. and Le, Q. V.", "Tan and Le"],
  ["Sze, V., Chen, Y.-H., Yang, T.-J. and Emer, J. S.", "Sze et al."],
  ["de Vries, H.", "de Vries"],
  ["NVIDIA", "NVIDIA"],
  ["NVIDIA, in third-party reprints", "NVIDIA, in third-party reprints"],
])("%j is called %j in a sentence", (author, name) => expect(familyNames(author)).toBe(name));
