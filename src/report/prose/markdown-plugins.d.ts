// Types of the markdown-it plugins that ship none of their own, or none for this version.
declare module "markdown-it-attrs" {
  import type { MarkdownIt } from "markdown-it";
  export default function attrs(
    md: MarkdownIt,
    options: { allowedAttributes: readonly (string | RegExp)[] },
  ): void;
}
declare module "markdown-it-container" {
  import type { MarkdownIt, RendererRule } from "markdown-it";
  export default function container(
    md: MarkdownIt,
    name: string,
    options: { validate: (params: string) => boolean; render: RendererRule },
  ): void;
}
declare module "markdown-it-deflist" {
  import type { MarkdownIt } from "markdown-it";
  export default function deflist(md: MarkdownIt): void;
}
declare module "markdown-it-footnote" {
  import type { MarkdownIt } from "markdown-it";
  export default function footnote(md: MarkdownIt): void;
}
declare module "markdown-it-sup" {
  import type { MarkdownIt } from "markdown-it";
  export default function superscript(md: MarkdownIt): void;
}
