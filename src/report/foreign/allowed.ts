// The allow list: every element and attribute of HTML, SVG and MathML that foreign markup may bring into a page.
import type { Space } from "./tree.js";

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const elements: Readonly<Record<Space, ReadonlySet<string>>> = {
  html: words(`a abbr b bdi bdo big blockquote br caption cite code col colgroup data dd del details dfn div dl dt em
    font hr i img input ins kbd label li mark meter ol p pre progress q rp rt ruby s samp small span strike strong sub
    summary sup svg math table tbody td tfoot th thead time tr tt u ul var wbr`),
  svg: words(`svg g defs symbol use a path rect circle ellipse line polyline polygon text tspan textPath title desc
    clipPath mask pattern marker linearGradient radialGradient stop image switch foreignObject filter feBlend
    feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight
    feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology
    feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence`),
  math: words(`math mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle merror mpadded mphantom mfenced menclose msub
    msup msubsup munder mover munderover mmultiscripts mprescripts none mtable mtr mtd mlabeledtr semantics`),
};

/** Attributes that every element may have. Names are folded: lower case, no hyphens, no colons. */
const everywhere = words(`class id style title lang dir role hidden arialabel arialabelledby ariadescribedby
  ariahidden ariadetails ariaroledescription ariacolcount ariacolindex ariacolspan ariarowcount ariarowindex
  ariarowspan ariasort arialevel ariavaluemin ariavaluemax ariavaluenow ariavaluetext`);

const cells = words("colspan rowspan headers scope abbr align valign width height bgcolor nowrap");
const rows = words("align valign bgcolor height");
const html: Readonly<Record<string, ReadonlySet<string>>> = {
  a: words("href"),
  img: words("src alt width height align border hspace vspace"),
  td: cells,
  th: cells,
  tr: rows,
  thead: rows,
  tbody: rows,
  tfoot: rows,
  table: words("border cellpadding cellspacing width align summary bgcolor frame rules"),
  caption: words("align"),
  col: words("span width align valign"),
  colgroup: words("span width align valign"),
  ol: words("start type reversed"),
  ul: words("type"),
  li: words("value type"),
  font: words("color size"),
  hr: words("width size align color noshade"),
  br: words("clear"),
  p: words("align"),
  div: words("align"),
  details: words("open"),
  input: words("type checked disabled"),
  label: words("for"),
  progress: words("value max"),
  meter: words("value min max low high optimum"),
  time: words("datetime"),
  del: words("datetime"),
  ins: words("datetime"),
  data: words("value"),
};

const svg =
  words(`href viewbox preserveaspectratio version x y x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy width height d
  points pathlength transform transformorigin rotate textlength lengthadjust startoffset method spacing side
  gradientunits gradienttransform spreadmethod offset patternunits patterncontentunits patterntransform clippathunits
  maskunits maskcontentunits markerunits markerwidth markerheight refx refy orient filterunits primitiveunits in in2
  result mode values type operator k1 k2 k3 k4 order kernelmatrix divisor bias targetx targety edgemode
  kernelunitlength preservealpha surfacescale diffuseconstant specularconstant specularexponent limitingconeangle
  pointsatx pointsaty pointsatz azimuth elevation z scale xchannelselector ychannelselector stddeviation radius
  basefrequency numoctaves seed stitchtiles slope intercept amplitude exponent tablevalues xmlspace systemlanguage
  requiredfeatures alignmentbaseline baselineshift clippath cliprule color colorinterpolation
  colorinterpolationfilters colorrendering direction display dominantbaseline fill fillopacity fillrule filter
  floodcolor floodopacity font fontfamily fontsize fontsizeadjust fontstretch fontstyle fontvariant fontweight
  imagerendering letterspacing lightingcolor markerend markermid markerstart marker mask masktype opacity overflow
  paintorder pointerevents shaperendering stopcolor stopopacity stroke strokedasharray strokedashoffset strokelinecap
  strokelinejoin strokemiterlimit strokeopacity strokewidth textanchor textdecoration textrendering textoverflow
  unicodebidi vectoreffect visibility whitespace wordspacing writingmode`);

const math =
  words(`display mathvariant mathsize mathcolor mathbackground displaystyle scriptlevel dir open close
  separators notation linethickness numalign denomalign bevelled stretchy symmetric largeop movablelimits accent
  accentunder fence separator form lspace rspace minsize maxsize width height depth voffset columnalign rowalign
  columnspacing rowspacing columnlines rowlines frame framespacing equalrows equalcolumns align columnspan rowspan
  side minlabelspacing subscriptshift superscriptshift lquote rquote alttext`);

/** The name of an attribute as the lists above spell it, from a property of the tree: "strokeWidth", "className". */
export function folded(property: string): string {
  if (property === "className") return "class";
  if (property === "htmlFor") return "for";
  if (property === "xLinkHref") return "href";
  return property.replace(/[-:]/g, "").toLowerCase();
}

/** Whether an element of that language may stand in a page. */
export function allowsElement(name: string, space: Space): boolean {
  return elements[space].has(name);
}

/** Whether the element may carry the attribute; data attributes are renamed before. */
export function allowsAttribute(property: string, name: string, space: Space): boolean {
  const attribute = folded(property);
  if (everywhere.has(attribute)) return true;
  if (space === "svg") return svg.has(attribute);
  if (space === "math") return math.has(attribute);
  return (
    (Object.hasOwn(html, name) && html[name]?.has(attribute) === true) || /^dataforeign\w/.test(attribute)
  );
}

/** All names of elements, for the sanitiser, which tells no languages apart. */
export const allElements: readonly string[] = [
  ...new Set(Object.values(elements).flatMap((set) => [...set])),
];

/** Roles that describe what stands there; others would make landmarks, headings and alarms of a page. */
export const harmlessRole: RegExp =
  /^(?:img|graphics-(?:document|object|symbol)|figure|math|table|grid|treegrid|row|rowgroup|cell|gridcell|columnheader|rowheader|list|listitem|presentation|none|group|note|separator|text|term|definition|meter|progressbar|caption)$/;

/** What disappears with its contents and leaves no gap that a reader should know of. */
export const silent: ReadonlySet<string> =
  words(`template title head meta base link metadata annotation annotation-xml
  rp noscript param source track malignmark mglyph`);

/** What disappears with its contents; others that are not allowed leave their contents behind. */
export const vanishing: ReadonlySet<string> =
  words(`script style iframe frame frameset noframes noembed object embed
  applet canvas video audio map area select option optgroup datalist portal fencedframe template title head meta base
  link metadata annotation annotation-xml param source track animate animateMotion animateTransform animateColor set
  mpath discard handler listener malignmark mglyph script cursor font-face glyph missing-glyph`);
