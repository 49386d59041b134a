// The network of the article's recurrent example: as the article counts it, and as it is.

import { recurrentPartFlop, recurrentTrainingFlop, trainingSequences } from "../../cost/index.js";
import {
  convolutionMac,
  linearMac,
  matrixFlop,
  recurrentInputMac,
  recurrentMac,
  slidingOutputSize,
} from "../../layers/index.js";
import { given, type Quantity } from "../../numbers/quantity.js";
import type { Amount } from "../../numbers/units.js";
import { documents } from "../bibliography.js";
import { formula } from "../vocabulary.js";

type Count = Quantity | number;
type Flop = Amount | Quantity;
const one = given(1, "one image, one token, one group");

/** The text's own form: as many multiply-accumulates for each output as the image has positions. */
export const imageWideConvolution = formula({
  id: "examples.cnnlstm.image-wide-convolution",
  meaning: "Convolution as the article counts it, with a filter as large as the image",
  expression: "flopPerMac * imageHeight^2 * imageWidth^2 * inputChannels * outputChannels / stride^2",
  result: "flop",
  inputs: ["imageHeight", "imageWidth", "inputChannels", "outputChannels", "stride"],
  source: { source: documents.epochTrainingCompute, place: "2*H^2*W^2*C*D/S^2" },
});

/** The product as printed, its exponents lost: 2*400*3*5*16/2^2. */
export const printedProduct = formula({
  id: "examples.cnnlstm.printed-product",
  meaning: "Convolution as the article prints it, with its exponents lost",
  expression: "flopPerMac * inputSize * kernelSize * inputChannels * outputChannels / stride^2",
  result: "flop",
  inputs: ["inputSize", "kernelSize", "inputChannels", "outputChannels", "stride"],
  source: { source: documents.epochTrainingCompute, place: "2*400*3*5*16/2^2" },
});

/** The convolution as it is: 16 filters of 5 × 5 × 5 at 200 × 200 positions. */
export const exactConvolution = () => {
  const output = slidingOutputSize(positions);
  const kernel = { kernelHeight: 5, kernelWidth: 5 };
  const size = { outputHeight: output, outputWidth: output };
  return matrixFlop({
    mac: convolutionMac({
      batch: one,
      groups: one,
      ...sourced({ inputChannels: 5, outputChannels: 16, ...kernel }),
      ...size,
    }),
  });
};

interface CellShape {
  readonly inputFeatures: Count;
  readonly hiddenFeatures: Count;
}

const tokenOfLstm = { batch: one, sequence: one, gates: given(4, "gates of an LSTM") };

/** The four gates for one token. */
export const gateFlop = ({ inputFeatures, hiddenFeatures }: CellShape) =>
  matrixFlop({
    mac: recurrentMac({ ...tokenOfLstm, inputFeatures, hiddenFeatures, stateFeatures: hiddenFeatures }),
  });

/** The part of the gates that reads the input, for one token. */
export const inputGateFlop = (shape: CellShape) =>
  matrixFlop({ mac: recurrentInputMac({ ...tokenOfLstm, ...shape }) });

/** The fully connected layer, once. */
export const headFlop = (shape: { readonly inputFeatures: Count; readonly outputFeatures: Count }) =>
  matrixFlop({ mac: linearMac({ rows: one, ...shape }) });

/** The LSTM of the example for one token. */
export const exactLstm = () => gateFlop(sourced({ inputFeatures: 640_000, hiddenFeatures: 256 }));
/** The fully connected layer of the example. */
export const exactHead = () => headFlop(sourced({ inputFeatures: 256, outputFeatures: 10 }));
/** Convolution and LSTM of the example for one token. */
export const exactRecurrent = () =>
  recurrentPartFlop({ encoderFlop: exactConvolution(), decoderFlop: exactLstm() });

/** Sizes of the example with the document as their origin. */
function sourced<Name extends string>(sizes: Readonly<Record<Name, number>>): Record<Name, Quantity> {
  const citation = { source: documents.epochTrainingCompute, place: "Example: CNN-LSTM-FCN model" };
  const entries = Object.entries(sizes) as [Name, number][];
  return Object.fromEntries(entries.map(([name, size]) => [name, given(size, citation)])) as Record<
    Name,
    Quantity
  >;
}

const positions = sourced({ inputSize: 400, kernelSize: 5, stride: 2, padding: 2, dilation: 1 });

interface TrainingRun {
  readonly recurrentFlop: Flop;
  readonly headFlop: Flop;
  readonly tokensPerSequence: Count;
  readonly epochs: Count;
  readonly batchesPerEpoch: Count;
  readonly batch: Count;
}

/** Training compute from the sizes of the run. */
export const trained = ({ epochs, batchesPerEpoch, batch, ...network }: TrainingRun) =>
  recurrentTrainingFlop({ sequences: trainingSequences({ epochs, batchesPerEpoch, batch }), ...network });
