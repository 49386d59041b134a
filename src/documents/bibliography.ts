// The documents that we judge. They are read, not relied on: no formula, device or price rests on one of them.

import { sourceTable } from "../ground/source.js";
import { sources } from "../sources/bibliography.js";

/** The five documents by name. One is a published article; four are texts without author, date and address. */
export const documents = sourceTable({
  countingCosts: {
    id: "countingCosts",
    kind: "text",
    author: "Course text, author not named",
    title: "Counting the operations, memory and time of neural networks",
    published: "Text file without title, date or address; the title is ours",
    read: "2026-11-22",
  },
  epochTrainingCompute: sources.epochMethod,
  lossesAndOptimizers: {
    id: "lossesAndOptimizers",
    kind: "text",
    author: "Course text, author not named",
    title: "Losses, optimizers and regularization: what they cost in training",
    published: "Text file without title, date or address; the title is ours",
    read: "2026-11-22",
  },
  networkEfficiency: {
    id: "networkEfficiency",
    kind: "text",
    author: "Blog post, author not named",
    title: "Neural network efficiency: FLOPs, memory, and quantisation",
    published: "Text file without date or address",
    read: "2026-11-22",
  },
  cheatsheet: {
    id: "cheatsheet",
    kind: "text",
    author: "Course sheet, author not named",
    title: "Cheatsheet: counting the cost",
    published: "Text file without date or address",
    read: "2026-11-22",
  },
});
