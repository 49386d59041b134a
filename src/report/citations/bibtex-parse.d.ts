// Types of the BibTeX parser, which ships none.
declare module "bibtex-parse" {
  const bibtex: { parse(text: string, options: { number: "string" }): unknown[] };
  export default bibtex;
}
