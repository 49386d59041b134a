// A sample executed notebook, written by hand after the ResNet-50 worked example, so that pages can be tested alone.
import type { CellJson, DerivationJson, FigureJson, TableJson } from "../../src/ground/mime.js";
import { chartColour, mimeType } from "../../src/ground/mime.js";
import type { Source } from "../../src/ground/source.js";
import type { CellOptions, ExecutedCell, ExecutedNotebook, Output } from "../../src/notebook/notebook.js";

const source = (id: string, rest: Omit<Source, "id">): Source => ({ id, ...rest });

export const sampleSources = {
  text: source("courseText", {
    kind: "text",
    author: "Course text under review",
    title: "Section “Training cost”, worked example ResNet-50 on ImageNet",
    year: 2023,
  }),
  he: source("he2016", {
    kind: "paper",
    author: "He, K. et al.",
    title: "Deep residual learning for image recognition",
    year: 2016,
    published: "CVPR 2016",
    url: "https://arxiv.org/abs/1512.03385",
  }),
  nvidia: source("nvidia-resnet50", {
    kind: "measurement",
    author: "NVIDIA",
    title: "ResNet50 v1.5 for PyTorch: training performance, DGX-1 16 GB",
    year: 2021,
    published: "Container 21.03",
    url: "https://github.com/NVIDIA/DeepLearningExamples",
    read: "2026-11-20",
  }),
  imagenet: source("russakovsky2015", {
    kind: "paper",
    author: "Russakovsky, O. et al.",
    title: "ImageNet large scale visual recognition challenge",
    year: 2015,
    published: "IJCV 115",
    url: "https://arxiv.org/abs/1409.0575",
  }),
  price: source("aws-p3", {
    kind: "page",
    author: "Amazon",
    title: "EC2 on-demand price list, p3.2xlarge, Linux, us-east-1",
    year: 2024,
    url: "https://aws.amazon.com/ec2/pricing/on-demand/",
  }),
} as const;

const given = (
  label: string,
  symbolTex: string,
  value: number,
  unit: string,
  citation?: DerivationJson["citation"],
  note?: string,
): DerivationJson => ({
  label,
  symbolTex,
  value,
  unit,
  kind: "given",
  inputs: [],
  ...(citation === undefined ? {} : { citation }),
  ...(note === undefined ? {} : { note }),
});

const flopPerMac: DerivationJson = {
  label: "Operations per MAC",
  symbolTex: "f_{\\text{MAC}}",
  value: 2,
  unit: "FLOP/MAC",
  kind: "constant",
  note: "a multiply-accumulate is a multiply and an add",
  inputs: [],
};
const passes: DerivationJson = {
  label: "Passes per step",
  symbolTex: "n_{\\text{pass}}",
  value: 3,
  unit: "1",
  kind: "constant",
  note: "backward is twice forward",
  inputs: [],
};

const layer = (label: string, mac: number): DerivationJson => ({
  label,
  value: mac,
  unit: "MAC/image",
  kind: "formula",
  inputs: [],
  formula: {
    id: "layers.convolution.mac",
    meaning: "Multiply-accumulates of a convolution",
    expression: "k^2 * c * d * h * w",
    tex: "M = k^{2}\\, c\\, d\\, h\\, w",
    substitutedTex: "",
    resultTex: "",
    conventions: [],
  },
});

const stages: readonly (readonly [string, number])[] = [
  ["Stem, 7 × 7 convolution", 118_013_952],
  ["Stage 1, block 1", 231_211_008],
  ["Stage 1, block 2", 218_365_952],
  ["Stage 1, block 3", 218_365_952],
  ["Stage 2, block 1", 295_436_288],
  ["Stage 2, blocks 2 to 4", 655_097_856],
  ["Stage 3, block 1", 295_436_288],
  ["Stage 3, blocks 2 to 6", 1_091_829_760],
  ["Stage 4, block 1", 295_436_288],
  ["Stage 4, blocks 2 and 3", 436_731_904],
  ["Head, linear", 2_048_000],
];
const macTotal = 3_857_973_248;

export const forwardMac: DerivationJson = {
  label: "Multiply-accumulates, forward",
  symbolTex: "M_{\\text{fwd}}",
  value: macTotal,
  unit: "MAC/image",
  kind: "sum",
  inputs: stages.map(([name, mac]) => layer(name, mac)),
};
export const forwardFlop: DerivationJson = {
  label: "Forward pass",
  symbolTex: "F_{\\text{fwd}}",
  value: 2 * macTotal,
  unit: "FLOP/image",
  kind: "formula",
  inputs: [flopPerMac, forwardMac],
  formula: {
    id: "forward.flop",
    meaning: "Operations of one forward pass",
    expression: "flopPerMac * mac",
    tex: "F_{\\text{fwd}} = f_{\\text{MAC}}\\, M_{\\text{fwd}}",
    substitutedTex: "2\\;\\mathrm{FLOP/MAC} \\times 3.858 \\times 10^{9}\\;\\mathrm{MAC/image}",
    resultTex: "7.716 \\times 10^{9}\\;\\mathrm{FLOP/image}",
    conventions: ["1 MAC = 2 FLOP"],
  },
};
const images = given(
  "Training images",
  "N",
  1_281_167,
  "image",
  { source: sampleSources.imagenet },
  "ILSVRC-2012 training set",
);
export const epochs = given(
  "Epochs",
  "E",
  90,
  "1",
  { source: sampleSources.text },
  "stated in the text under review",
);
export const trainingFlop: DerivationJson = {
  label: "Training operations",
  symbolTex: "F_{\\text{train}}",
  value: 3 * 2 * macTotal * 1_281_167 * 90,
  unit: "FLOP",
  kind: "formula",
  inputs: [passes, forwardFlop, images, epochs],
  formula: {
    id: "training.flop",
    meaning: "Operations of a training run",
    expression: "passes * forward * images * epochs",
    tex: "F_{\\text{train}} = 3\\, F_{\\text{fwd}}\\, N\\, E",
    substitutedTex:
      "3 \\times 7.716\\;\\mathrm{GFLOP/image} \\times 1\\,281\\,167\\;\\mathrm{images} \\times 90",
    resultTex: "2.669 \\times 10^{18}\\;\\mathrm{FLOP}",
    conventions: ["backward = 2 × forward"],
    citation: { source: sampleSources.text, place: "eq. 4" },
  },
};
const throughput = given(
  "Throughput of one V100",
  "r",
  1200,
  "image/s",
  { source: sampleSources.nvidia, place: "Table 2" },
  "published, mixed precision",
);
export const hours: DerivationJson = {
  label: "Time on one V100",
  symbolTex: "t",
  value: (1_281_167 * 90) / 1200,
  unit: "s",
  displayUnit: "h",
  kind: "formula",
  inputs: [images, epochs, throughput],
  formula: {
    id: "time",
    meaning: "Time at a throughput",
    expression: "images * epochs / throughput",
    tex: "t = \\frac{N\\, E}{r}",
    substitutedTex: "\\frac{1\\,281\\,167\\;\\mathrm{images} \\times 90}{1200\\;\\mathrm{images/s}}",
    resultTex: "9.609 \\times 10^{4}\\;\\mathrm{s} = 26.7\\;\\mathrm{h}",
    conventions: [],
  },
};
const price = given(
  "Price of one V100",
  "p",
  3.06 / 3600,
  "USD/s",
  { source: sampleSources.price },
  "list price, on demand",
);
export const cost: DerivationJson = {
  label: "Rented GPU time",
  symbolTex: "C",
  value: ((1_281_167 * 90) / 1200) * (3.06 / 3600),
  unit: "USD",
  kind: "formula",
  inputs: [hours, { ...price, displayUnit: "USD/h" }],
  formula: {
    id: "cost",
    meaning: "Cost of rented time",
    expression: "time * price",
    tex: "C = t\\, p",
    substitutedTex: "26.7\\;\\mathrm{h} \\times 3.06\\;\\mathrm{USD/h}",
    resultTex: "81.7\\;\\mathrm{USD}",
    conventions: [],
  },
};

const options = (more: Partial<CellOptions> = {}): CellOptions => ({
  tags: [],
  label: undefined,
  figCap: undefined,
  figAlt: undefined,
  tblCap: undefined,
  echo: true,
  output: true,
  include: true,
  codeFold: true,
  codeSummary: undefined,
  execute: true,
  raisesException: false,
  parameters: false,
  ...more,
});

let number = 0;
const markdown = (text: string): ExecutedCell => ({
  number: ++number,
  id: `cell-${number}`,
  kind: "markdown",
  source: text,
  optionLines: 0,
  options: options(),
  status: "not-code",
  outputs: [],
  injected: false,
});
export const display = (data: Record<string, unknown>): Output => ({ type: "display", data, metadata: {} });
const code = (text: string, outputs: readonly Output[], more: Partial<CellOptions> = {}): ExecutedCell => ({
  number: ++number,
  id: `cell-${number}`,
  kind: "code",
  source: text,
  optionLines: 0,
  options: options(more),
  status: "ok",
  outputs,
  injected: false,
});

const bars = [
  ["Stem", "7 × 7 conv", 0.236],
  ["Stage 1", "3 blocks", 1.336],
  ["Stage 2", "4 blocks", 1.901],
  ["Stage 3", "6 blocks", 2.775],
  ["Stage 4", "3 blocks", 1.464],
  ["Head", "linear", 0.004],
] as const;
const axis = { labelFontSize: 14, labelColor: chartColour.muted, title: null, domain: false, ticks: false };
const words = (json: FigureJson) => ({ usermeta: { flopbook: json } });

export const barSpec = {
  $schema: "https://vega.github.io/schema/vega-lite/v6.json",
  height: 190,
  data: { values: bars.map(([stage, what, gflop]) => ({ stage, what, gflop, top: stage === "Stage 3" })) },
  encoding: {
    y: {
      field: "stage",
      type: "nominal",
      sort: null,
      axis: { ...axis, labelColor: chartColour.ink, labelPadding: 12 },
    },
    x: { field: "gflop", type: "quantitative", axis: null },
  },
  layer: [
    {
      mark: { type: "bar", height: 18 },
      encoding: {
        color: { condition: { test: "datum.top", value: chartColour.c1 }, value: chartColour["c-quiet"] },
      },
    },
    {
      mark: { type: "text", align: "left", dx: 8, fontSize: 14 },
      encoding: { text: { field: "gflop", type: "quantitative" } },
    },
  ],
  ...words({
    title: "Stage 3 does 36 % of the work; stem and head together do 3 %",
    caption: "Forward operations for one image, GFLOP, of {{forwardFlop digits=4}} in all",
    alt: "Bars: stem 0.236, stage 1 1.336, stage 2 1.901, stage 3 2.775, stage 4 1.464, head 0.004 GFLOP.",
    source:
      "ResNet-50 v1 at 224 × 224 [@he2016]. Batch normalisation, activations and pooling add less than 1 % and are not counted.",
  }),
};

export const lineSpec = {
  $schema: "https://vega.github.io/schema/vega-lite/v6.json",
  height: 240,
  data: {
    values: [
      ["V100", 125],
      ["A100", 312],
      ["H100", 989],
    ].flatMap(([device, peak]) =>
      [20, 30, 40, 50, 60, 70].map((use) => ({
        device,
        use,
        hours: Number((2.669e18 / ((use / 100) * Number(peak) * 1e12) / 3600).toFixed(2)),
      })),
    ),
  },
  mark: { type: "line", strokeWidth: 2 },
  encoding: {
    x: {
      field: "use",
      type: "quantitative",
      scale: { domain: [20, 70] },
      axis: { ...axis, grid: false, values: [20, 30, 40, 50, 60, 70] },
    },
    y: {
      field: "hours",
      type: "quantitative",
      axis: { ...axis, gridColor: chartColour.hair, values: [0, 10, 20, 30] },
    },
    color: {
      field: "device",
      type: "nominal",
      legend: null,
      scale: { domain: ["V100", "A100", "H100"], range: [chartColour.c1, chartColour.c2, chartColour.c3] },
    },
    strokeDash: { field: "device", type: "nominal", legend: null },
  },
  ...words({
    title: "One V100 needs 30 hours at 20 % utilisation, 8.5 hours at 70 %",
    caption: "Hours for the whole run against utilisation of the dense FP16 tensor peak, in percent",
    alt: "Three falling curves, from 30 to 8.5 hours for V100, 12 to 3.4 for A100, 3.8 to 1.1 for H100.",
    source: "Peaks: V100 125, A100 312, H100 SXM 989 TFLOP/s [@nvidia-resnet50].",
  }),
};

const inputsTable: TableJson = {
  title: "One of six inputs is a guess: the utilisation",
  caption: "Inputs of the estimate, with their units and sources",
  columns: [
    { head: "Symbol", kind: "tex" },
    { head: "Quantity", kind: "rowHead" },
    { head: "Value", kind: "number" },
    { head: "Unit", kind: "unit" },
    { head: "Source", kind: "text" },
  ],
  rows: [
    [
      { tex: "E" },
      "Epochs",
      { value: 90, unit: "1", hideUnit: true },
      null,
      { text: "stated", citation: { source: sampleSources.text } },
    ],
    [
      { tex: "N" },
      "Training images",
      { value: 1_281_167, unit: "image", digits: 7, hideUnit: true },
      "images",
      { text: "ILSVRC-2012", citation: { source: sampleSources.imagenet } },
    ],
    [
      { tex: "M_{\\text{fwd}}" },
      "Forward pass",
      { value: macTotal, unit: "MAC", digits: 4, displayUnit: "GMAC", hideUnit: true },
      "GMAC/image",
      "counted, v1 at 224 × 224",
    ],
    [
      { tex: "f_{\\text{MAC}}" },
      "Operations per MAC",
      { value: 2, unit: "FLOP/MAC", hideUnit: true },
      "FLOP/MAC",
      "convention",
    ],
    [
      { tex: "P" },
      "Dense FP16 tensor peak",
      { value: 125e12, unit: "FLOP/s", displayUnit: "TFLOP/s", hideUnit: true },
      "TFLOP/s",
      { text: "datasheet", citation: { source: sampleSources.nvidia } },
    ],
    [
      { tex: "u" },
      "Utilisation of the peak",
      { value: 0.5, unit: "1", displayUnit: "%", hideUnit: true },
      "%",
      "assumed, tested in @sec-check",
    ],
  ],
};

const number_ = (value: number, unit: string, displayUnit: string, digits?: number): CellJson => ({
  value,
  unit,
  displayUnit,
  hideUnit: true,
  ...(digits === undefined ? {} : { digits }),
});
const checkTable: TableJson = {
  title: "The count holds; the assumed utilisation does not",
  caption: "Published values against the values computed here",
  wide: true,
  columns: [
    { head: "Quantity", kind: "rowHead" },
    { head: "Published", kind: "number" },
    { head: "Computed", kind: "number" },
    { head: "Unit", kind: "unit" },
    { head: "Difference", kind: "number" },
    { head: "Verdict", kind: "verdict" },
    { head: "Source", kind: "text" },
  ],
  rows: [
    [
      "Forward MACs, v1",
      number_(3.8e9, "MAC", "GMAC"),
      number_(macTotal, "MAC", "GMAC", 4),
      "GMAC",
      "−1.5 %",
      { verdict: "rounding" },
      { text: "He et al.", citation: { source: sampleSources.he, place: "Table 1" } },
    ],
    [
      "Forward MACs, v1.5",
      number_(4.089e9, "MAC", "GMAC", 4),
      number_(4_089_184_256, "MAC", "GMAC", 4),
      "GMAC",
      "0.0 %",
      { verdict: "agrees" },
      "torchvision",
    ],
    [
      "Hours, 8 GPUs",
      number_(5, "h", "h"),
      number_(3.8, "h", "h"),
      "h",
      "+30 %",
      { verdict: "inconsistent" },
      { text: "NVIDIA", citation: { source: sampleSources.nvidia } },
    ],
    [
      "Utilisation, 1 GPU",
      number_(0.5, "1", "%"),
      number_(0.236, "1", "%"),
      "%",
      "2.1 ×",
      { verdict: "wrong-premise" },
      { text: "assumed", citation: { source: sampleSources.text } },
    ],
  ],
  source:
    "Difference: published against computed, in percent; from a factor of two on, as a factor. Published hours are whole hours and include validation.",
};

const named = (entries: Record<string, DerivationJson>) =>
  display({
    [mimeType.values]: {
      values: Object.entries(entries).map(([name, derivation]) => ({ name, derivation })),
    },
    [mimeType.text]: "values",
  });
const equation = (derivation: DerivationJson) => {
  const formula = derivation.formula;
  return display({
    [mimeType.equation]: {
      tex: formula?.tex,
      substitutedTex: formula?.substitutedTex,
      resultTex: formula?.resultTex,
      derivation,
    },
    [mimeType.text]: derivation.label,
  });
};

/** Cells of the sample, numbered from 1. */
function sampleCells(): ExecutedCell[] {
  number = 0;
  return [
    code(
      'import { publish } from "flopbook";\n\npublish({ trainingFlop, forwardFlop, hours, cost });',
      [
        named({ trainingFlop, forwardFlop, hours, cost, epochs }),
        display({ [mimeType.sources]: { sources: Object.values(sampleSources) } }),
      ],
      { echo: false },
    ),
    markdown(`## Question

How many floating-point operations[^flop] does it take to train ResNet-50 on ImageNet, and how long does that keep one V100 busy? A course text [@courseText] answers 1.32 EFLOP and 5.9 hours, and adds that “6–8 hours on 8 × V100” confirms the estimate. We recompute both from the layers of the network and compare the result with a measurement.

[^flop]: FLOP is a count and FLOP/s a rate. This report never writes “FLOPs”, which readers take for either.

## Assumptions

Every input in @tbl-inputs is stated by the text, counted from the network, or taken from a named document. Only the utilisation $u$ is a guess, and @sec-check replaces it by a measured value.`),
    code(
      'show(table({ title: "One of six inputs is a guess" }));',
      [display({ [mimeType.table]: inputsTable, [mimeType.text]: "table" })],
      { label: "tbl-inputs", echo: false },
    ),
    markdown(`## Estimate

:::{.margin}
**Why three.** The backward pass computes two gradients, for the inputs and for the weights, and each costs as much as the forward pass. The first layer needs no input gradient, so the exact factor is 2.97.
:::

One training step runs the network forward once and backward twice. With $F_{\\text{fwd}} = f_{\\text{MAC}}\\, M_{\\text{fwd}}$ operations for one image, a run over $N$ images and $E$ epochs takes`),
    code(
      `import { device, resnet50, trainingFlop } from "flopbook";

const model = resnet50({ version: "v1", image: 224 });
const run = { model, images: 1_281_167, epochs: 90 };

// one multiply-accumulate is two operations: flopPerMac = 2
const operations = trainingFlop(run);     // 2.67 EFLOP
const words = \`on a \${device("V100 SXM2").name}\`;

show(operations);`,
      [equation(trainingFlop)],
      { label: "eq-training" },
    ),
    markdown(`The run therefore takes {{trainingFlop}}, or {{trainingFlop notation=power digits=4}}. A number with a dotted underline opens its derivation. It costs $5 to read and $6 to print.

## Where the operations go

The 54 layers with weights fall into six parts (@fig-stages). Stage 3 has twice as many blocks as stage 4 and each block costs about the same, because halving the resolution and doubling the channels cancel.`),
    code(
      'const byStage = model.stages.map((stage) => ({\n  name: stage.name,\n  gflop: 2 * stage.mac,\n}));\n\nshow(bars(byStage, { y: "name", x: "gflop", highlight: "Stage 3" }));',
      [display({ [mimeType.vegaLite]: barSpec, [mimeType.text]: "chart" })],
      { label: "fig-stages" },
    ),
    markdown(`## Time on a V100

@eq-time turns images into hours, and the hours depend on the utilisation far more than on any detail of the count (@fig-hours).

$$ t = \\frac{N\\, E}{r} $$ {#eq-time}`),
    code("show(chart);", [display({ [mimeType.vegaLite]: lineSpec, [mimeType.text]: "chart" })], {
      label: "fig-hours",
      echo: false,
    }),
    markdown(`## Independent check {#sec-check}

NVIDIA publishes the throughput of its own ResNet-50 v1.5 training script [@nvidia-resnet50, Table 2]: 1200 images per second on one V100 in mixed precision. At that rate the run takes {{hours}} and costs {{cost}}. @tbl-check sets this beside the other checks.`),
    code("show(table(checks));", [display({ [mimeType.table]: checkTable, [mimeType.text]: "table" })], {
      label: "tbl-check",
      echo: false,
    }),
    markdown(`## What the source got wrong

The root is a unit: the paper that introduced the network prints “$3.8 \\times 10^{9}$ FLOPs” and explains in the text that these are multiply-adds [@he2016; @courseText]. Of its statements

- one agrees,
- one is a rounding slip, and
- one rests on a wrong premise.

| Statement | Stated | Computed |
|---|--:|--:|
| Forward operations | 3.8 GFLOP | {{forwardFlop digits=4}} |
| Seconds on one V100 | 21 100 s | 21 120 s |

: **One misread unit halves every later number** Statements of the text under review against the computed values {#tbl-statements}

:::note
Two errors in one direction and one in the other hide each other. Half the operations at twice the real utilisation give less than a quarter of the measured time; comparing one GPU with eight makes up for it, and the sum looks like agreement.
:::`),
    code(
      "show(verdict);",
      [
        display({
          [mimeType.verdict]: {
            id: "course-w01",
            title: "Training operations",
            verdict: "wrong-premise",
            sentence: "The text under review states 1.32 EFLOP, low by a factor of 2.02.",
            cause: "It reads multiply-accumulates as operations.",
            citation: { source: sampleSources.text },
          },
          [mimeType.text]: "verdict",
        }),
      ],
      { echo: false },
    ),
  ];
}

/** The sample notebook; `more` replaces fields, such as cells or errors. */
export function sampleNotebook(more: Partial<ExecutedNotebook> = {}): ExecutedNotebook {
  return {
    name: "resnet50-imagenet",
    path: "/project/notebooks/resnet50-imagenet.ipynb",
    sha256: "0".repeat(64),
    kernel: "tslab",
    frontMatter: {
      title: "What it costs to train ResNet-50 on ImageNet",
      kicker: "Compute cost report",
      subtitle:
        "An operation count, checked against published throughput, and the factor of two that a common estimate loses",
      author: ["Flopbook worked examples"],
      date: "2026-11-21",
      lang: "en",
      toc: true,
      numberSections: true,
      abstract:
        "Training ResNet-50 for 90 epochs on ImageNet takes {{trainingFlop notation=power}}. At the throughput NVIDIA publishes for one V100, that is {{hours}} and {{cost}}. The text under review arrives at half the operations, because it reads multiply-accumulates as operations, and then supports a single-GPU time with a measurement on eight GPUs.",
      summary: [
        { value: "forwardFlop", label: "per image, forward", note: "v1, 224 × 224 pixels", digits: 4 },
        { value: "trainingFlop", label: "for the whole run", note: "90 epochs, all passes" },
        { value: "hours", label: "on one V100", note: "at the published throughput", unit: "h" },
        { value: "cost", label: "in rented GPU time", note: "at 3.06 USD per GPU-hour", digits: 2 },
      ],
      verdict: "course-w01",
    },
    cells: sampleCells(),
    errors: [],
    parameters: {},
    ...more,
  };
}

/** Provenance with fixed placeholders. */
export const sampleProvenance = {
  built: "2026-11-21T00:00:00Z",
  notebook: "notebooks/resnet50-imagenet.ipynb",
  notebookHash: "0".repeat(64),
  values: "resnet50-imagenet.values.json",
  valuesHash: "1".repeat(64),
  valueCount: 5,
  tools: ["KaTeX 0.19.1", "Vega 6.4.0", "Source Serif 4"],
  conventions: ["peaks are dense"],
  rebuild: "npx flopbook build notebooks/resnet50-imagenet.ipynb",
} as const;
