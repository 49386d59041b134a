// What PyTorch counts in single modules: recurrent layers, whole transformers on vectors, convolutions of all kinds.
import type { Measured } from "./measured.js";

/** A training step of one module of torch.nn, measured as the networks of torchvision were. */
export interface MeasuredModule extends Measured {
  readonly id: string;
  /** The module as PyTorch writes it. */
  readonly module: string;
  readonly inputs: readonly (readonly number[])[];
}

/** Modules of PyTorch 1.13; the transformers have dropout 0.1. */
export const measuredModules: readonly MeasuredModule[] = [
  {
    id: "lstm_256_512_t20",
    module: "LSTM(256, 512)",
    inputs: [[4, 20, 256]],
    parameters: 1_576_960,
    forwardFlop: 251_658_240,
    backwardFlop: 411_041_792,
    savedBytes: 1_228_800,
  },
  {
    id: "lstm_2layer_bi_128_256_t16",
    module: "LSTM(128, 256, num_layers=2, bidirectional=True)",
    inputs: [[4, 16, 128]],
    parameters: 2_367_488,
    forwardFlop: 301_989_888,
    backwardFlop: 562_036_736,
    savedBytes: 2_031_616,
  },
  {
    id: "gru_256_512_t20",
    module: "GRU(256, 512)",
    inputs: [[4, 20, 256]],
    parameters: 1_182_720,
    forwardFlop: 188_743_680,
    backwardFlop: 308_281_344,
    savedBytes: 1_228_800,
  },
  {
    id: "rnn_256_512_t20",
    module: "RNN(256, 512)",
    inputs: [[4, 20, 256]],
    parameters: 394_240,
    forwardFlop: 62_914_560,
    backwardFlop: 102_760_448,
    savedBytes: 253_952,
  },
  {
    id: "transformer_base_s20",
    module: "Transformer(512, 8, 6, 6, 2048, 0.1)",
    inputs: [
      [4, 20, 512],
      [4, 20, 512],
    ],
    parameters: 44_140_544,
    forwardFlop: 7_105_413_120,
    backwardFlop: 13_959_168_000,
    savedBytes: 54_231_184,
  },
  {
    id: "transformer_big_s20",
    module: "Transformer(1024, 16, 6, 6, 4096, 0.1)",
    inputs: [
      [4, 20, 1024],
      [4, 20, 1024],
    ],
    parameters: 176_361_472,
    forwardFlop: 28_303_687_680,
    backwardFlop: 55_600_742_400,
    savedBytes: 108_441_744,
  },
  {
    id: "conv3d_5_16_k5_s2",
    module: "Conv3d(5, 16, 5, stride=2, padding=2)",
    inputs: [[1, 5, 16, 64, 64]],
    parameters: 10_016,
    forwardFlop: 163_840_000,
    backwardFlop: 163_840_000,
    savedBytes: 1_310_720,
  },
  {
    id: "convT_64_32_k4_s2",
    module: "ConvTranspose2d(64, 32, 4, stride=2, padding=1)",
    inputs: [[2, 64, 28, 28]],
    parameters: 32_800,
    forwardFlop: 102_760_448,
    backwardFlop: 102_760_448,
    savedBytes: 401_408,
  },
  {
    id: "cnn_5_16_k5_s2_p2_400",
    module: "Conv2d(5, 16, 5, stride=2, padding=2)",
    inputs: [[1, 5, 400, 400]],
    parameters: 2_016,
    forwardFlop: 160_000_000,
    backwardFlop: 160_000_000,
    savedBytes: 3_200_000,
  },
];
