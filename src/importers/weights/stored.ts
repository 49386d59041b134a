// What the weights of a file take, by how passes read them: layers, experts, tables, output layer.
import type { StoredWeights } from "../../layers/index.js";
import { given } from "../../numbers/quantity.js";
import { baseName } from "../bytes/byte-source.js";
import type { WeightFile, WeightTensor } from "./weight-file.js";

const heads = /(^|\.)(output|lm_head|embed_out)\.(weight|bias|qweight|qzeros|scales|g_idx|weight_\w+)$/;
const tables = /(^|\.)(token_embd|position_embd|embed_tokens|embed_in|wte|wpe|word_embeddings|embeddings)\./;
const experts = /(_exps|\.experts)\./;

/** The weights as the file stores them; undefined where a part is missing or its packing not known. */
export function storedOf(file: WeightFile): StoredWeights | undefined {
  const { bitsPerWeight, missing, notCounted, byDtype } = file;
  const [widest] = byDtype.filter(({ parameters }) => parameters > 0);
  if (bitsPerWeight === undefined || widest === undefined || missing.length + notCounted.length > 0)
    return undefined;
  const origin = `headers of ${baseName(file.name)}`;
  const bytes = (label: string, wanted: (tensor: WeightTensor) => boolean) => {
    const value = file.tensors.reduce((all, tensor) => (wanted(tensor) ? all + tensor.bytes : all), 0);
    return given({ value, unit: "byte" }, origin, { label });
  };
  const isHead = ({ name }: WeightTensor) => heads.test(name);
  const isTable = ({ name }: WeightTensor) => tables.test(name);
  const isExpert = ({ name }: WeightTensor) => experts.test(name);
  const ownHead = file.tensors.some(isHead);
  return {
    name: nameOf(file),
    from: "file",
    valueBits: Math.floor((8 * widest.bytes) / widest.parameters),
    arithmetic: widest.dtype.startsWith("F8") ? "fp8" : "16-bit",
    bytes: {
      dense: bytes("bytes of the layers", (one) => !isHead(one) && !isTable(one) && !isExpert(one)),
      experts: bytes("bytes of the experts", isExpert),
      tables: bytes("bytes of the tables", (one) => isHead(one) || isTable(one)),
      head: bytes("bytes of the output layer", ownHead ? isHead : isTable),
      all: file.bytes,
    },
    bitsPerWeight,
    formats: byDtype.map(({ dtype, parameters, bytes: taken }) => ({
      format: dtype,
      parameters,
      bytes: taken,
    })),
  };
}

/** "GGUF: Q4_K, Q6_K, Q5_K, F32", or the way of packing. */
function nameOf({ format, quantization, byDtype }: WeightFile): string {
  if (format === "safetensors" && quantization.length > 0) return quantization.join(", ");
  const types = byDtype.filter(({ parameters }) => parameters > 0).map(({ dtype }) => dtype);
  return `${format === "gguf" ? "GGUF" : "safetensors"}: ${types.join(", ")}`;
}

/** A graph with the weights of its file. */
export function withStored<Graph extends { readonly stored?: StoredWeights }>(
  graph: Graph,
  file: WeightFile,
): Graph {
  const stored = storedOf(file);
  return stored === undefined ? graph : { ...graph, stored };
}
