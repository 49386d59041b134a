// The measured modules as counted graphs of this library.
import {
  type CountedGraph,
  convolution,
  convolution3d,
  graphBuilder,
  layerGraph,
  type RecurrentSpec,
  recurrent,
  type Shape,
  transposedConvolution,
} from "../../layers/index.js";
import { type EncoderDecoderSpec, transformerBase, transformerBig } from "../../models/index.js";

const asData = { data: true } as const;
const strided = { outputChannels: 16, kernel: 5, stride: 2, padding: 2 } as const;
const vectors: EncoderDecoderSpec = {
  vocabulary: "none",
  batch: 4,
  finalNorms: true,
  dropout: { rate: 0.1, mask: "value" },
};

/** A graph by the id of its measured row. */
export const moduleGraphs: Readonly<Record<string, () => CountedGraph>> = {
  lstm_256_512_t20: () => recurrentGraph([4, 20, 256], { cell: "lstm", hiddenFeatures: 512 }),
  lstm_2layer_bi_128_256_t16: () =>
    recurrentGraph([4, 16, 128], { cell: "lstm", hiddenFeatures: 256, layers: 2, bidirectional: true }),
  gru_256_512_t20: () => recurrentGraph([4, 20, 256], { cell: "gru", hiddenFeatures: 512 }),
  rnn_256_512_t20: () => recurrentGraph([4, 20, 256], { cell: "rnn", hiddenFeatures: 512 }),
  transformer_base_s20: () => transformerBase(vectors),
  transformer_big_s20: () => transformerBig(vectors),
  conv3d_5_16_k5_s2: () => layerGraph(convolution3d({ ...strided, input: [1, 5, 16, 64, 64] }), asData),
  convT_64_32_k4_s2: () =>
    layerGraph(
      transposedConvolution({ input: [2, 64, 28, 28], outputChannels: 32, kernel: 4, stride: 2, padding: 1 }),
      asData,
    ),
  cnn_5_16_k5_s2_p2_400: () => layerGraph(convolution({ ...strided, input: [1, 5, 400, 400] }), asData),
};

function recurrentGraph(input: Shape, spec: Omit<RecurrentSpec, "name" | "input">): CountedGraph {
  const builder = graphBuilder({ name: spec.cell, origin: "sizes of the measured module" });
  recurrent(builder.stage("recurrent"), { name: spec.cell, input: builder.input("x", input), ...spec });
  return builder.graph();
}
