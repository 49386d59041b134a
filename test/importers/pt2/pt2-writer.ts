// Writes small exported programs: a zip with stored or deflated entries, in 32 or 64 bits, around a made-up graph.
import { crc32 as checksum, deflateRawSync } from "node:zlib";

export interface ZipOptions {
  readonly deflate?: boolean;
  readonly zip64?: boolean;
}

/** A zip of these entries. */
export function zipOf(entries: Readonly<Record<string, string>>, options: ZipOptions = {}): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, text] of Object.entries(entries)) {
    const raw = Buffer.from(text);
    const packed = options.deflate ? deflateRawSync(raw) : raw;
    const sizes = { crc: checksum(raw), packed: packed.length, size: raw.length, at };
    const local = Buffer.concat([header(0x0403_4b50, name, sizes, options), Buffer.from(name), packed]);
    directory.push(central(name, sizes, options));
    parts.push(local);
    at += local.length;
  }
  const list = Buffer.concat(directory);
  const count = directory.length;
  const ends = options.zip64
    ? [end64(count, list.length, at), end(0xffff, 0xffff_ffff, 0xffff_ffff)]
    : [end(count, list.length, at)];
  return new Uint8Array(Buffer.concat([...parts, list, ...ends]));
}

interface Sizes {
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly at: number;
}

function header(
  signature: number,
  name: string,
  { crc, packed, size }: Sizes,
  { deflate }: ZipOptions,
): Buffer {
  const bytes = Buffer.alloc(30);
  bytes.writeUInt32LE(signature, 0);
  bytes.writeUInt16LE(deflate ? 8 : 0, 8);
  bytes.writeUInt32LE(crc, 14);
  bytes.writeUInt32LE(packed, 18);
  bytes.writeUInt32LE(size, 22);
  bytes.writeUInt16LE(Buffer.byteLength(name), 26);
  return bytes;
}

function central(name: string, { crc, packed, size, at }: Sizes, { deflate, zip64 }: ZipOptions): Buffer {
  const extra = zip64 ? Buffer.alloc(28) : Buffer.alloc(0);
  const bytes = Buffer.alloc(46);
  bytes.writeUInt32LE(0x0201_4b50, 0);
  bytes.writeUInt16LE(deflate ? 8 : 0, 10);
  bytes.writeUInt32LE(crc, 16);
  bytes.writeUInt32LE(zip64 ? 0xffff_ffff : packed, 20);
  bytes.writeUInt32LE(zip64 ? 0xffff_ffff : size, 24);
  bytes.writeUInt16LE(Buffer.byteLength(name), 28);
  bytes.writeUInt16LE(extra.length, 30);
  bytes.writeUInt32LE(zip64 ? 0xffff_ffff : at, 42);
  if (zip64) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(24, 2);
    for (const [i, value] of [size, packed, at].entries()) extra.writeBigUInt64LE(BigInt(value), 4 + 8 * i);
  }
  return Buffer.concat([bytes, Buffer.from(name), extra]);
}

function end(count: number, size: number, at: number): Buffer {
  const bytes = Buffer.alloc(22);
  bytes.writeUInt32LE(0x0605_4b50, 0);
  bytes.writeUInt16LE(count, 8);
  bytes.writeUInt16LE(count, 10);
  bytes.writeUInt32LE(size, 12);
  bytes.writeUInt32LE(at, 16);
  return bytes;
}

function end64(count: number, size: number, at: number): Buffer {
  const bytes = Buffer.alloc(76);
  bytes.writeUInt32LE(0x0606_4b50, 0);
  bytes.writeBigUInt64LE(44n, 4);
  bytes.writeBigUInt64LE(BigInt(count), 24);
  bytes.writeBigUInt64LE(BigInt(count), 32);
  bytes.writeBigUInt64LE(BigInt(size), 40);
  bytes.writeBigUInt64LE(BigInt(at), 48);
  bytes.writeUInt32LE(0x0706_4b50, 56);
  bytes.writeBigUInt64LE(BigInt(at + size), 64);
  bytes.writeUInt32LE(1, 72);
  return bytes;
}

type Size = number | readonly [expression: string, hint: number | null];

const sizeOf = (size: Size) =>
  typeof size === "number"
    ? { as_int: size }
    : { as_expr: { expr_str: size[0], hint: size[1] === null ? null : { as_int: size[1] } } };

/** The facts of a tensor of FP32 (7) or another type. */
export function facts(
  sizes: readonly Size[],
  options: { readonly dtype?: number; readonly trainable?: boolean } = {},
) {
  const hints = sizes.map((size) => (typeof size === "number" ? size : (size[1] ?? 1)));
  const strides = hints.map((_, i) => hints.slice(i + 1).reduce((all, one) => all * one, 1));
  return {
    dtype: options.dtype ?? 7,
    sizes: sizes.map(sizeOf),
    requires_grad: options.trainable === true,
    strides: strides.map((one) => ({ as_int: one })),
  };
}

export const tensor = (name: string) => ({ as_tensor: { name } });

/** A node; the module path is as torch writes it. */
export function node(
  target: string,
  inputs: Readonly<Record<string, object>>,
  outputs: readonly string[],
  path = "",
) {
  return {
    target: `torch.ops.${target}`,
    inputs: Object.entries(inputs).map(([name, arg]) => ({ name, arg, kind: 1 })),
    outputs: outputs.map(tensor),
    metadata: {
      nn_module_stack: `L__self__,,net.Net;L__self__${path},${path},torch.nn.Linear`,
      stack_trace: 'File "somebody/secret/net.py", line 3, in forward',
    },
  };
}

export interface ProgramParts {
  readonly nodes: readonly object[];
  readonly tensors: Readonly<Record<string, object>>;
  /** Names of parameters with their paths. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly data: readonly string[];
  readonly outputs: readonly string[];
  readonly ranges?: object;
  readonly version?: number;
}

/** The JSON of a program. */
export function programText(parts: ProgramParts): string {
  const { parameters, data, outputs } = parts;
  return JSON.stringify({
    graph_module: {
      graph: {
        inputs: [...Object.keys(parameters), ...data].map(tensor),
        outputs: outputs.map(tensor),
        nodes: parts.nodes,
        tensor_values: parts.tensors,
        sym_int_values: {},
      },
      signature: {
        input_specs: [
          ...Object.entries(parameters).map(([name, path]) => ({
            parameter: { arg: { name }, parameter_name: path },
          })),
          ...data.map((name) => ({ user_input: { arg: tensor(name) } })),
        ],
        output_specs: outputs.map((name) => ({ user_output: { arg: tensor(name) } })),
      },
    },
    range_constraints: parts.ranges ?? {},
    schema_version: { major: parts.version ?? 8, minor: 1 },
  });
}

/** One linear layer of 5 features to 3 over a batch "s0" from 1 to 64, 4 when it was exported. */
export function linearProgram(more: Partial<ProgramParts> = {}): string {
  const batch = ["Symbol('s0', positive=True, integer=True)", 4] as const;
  return programText({
    nodes: [
      node(
        "aten.linear.default",
        { input: tensor("x"), weight: tensor("p_w"), bias: tensor("p_b") },
        ["y"],
        "head",
      ),
    ],
    tensors: {
      x: facts([batch, 5]),
      y: facts([batch, 3]),
      p_w: facts([3, 5], { trainable: true }),
      p_b: facts([3], { trainable: true }),
    },
    parameters: { p_w: "head.weight", p_b: "head.bias" },
    data: ["x"],
    outputs: ["y"],
    ranges: { s0: { min_val: 1, max_val: 64 } },
    ...more,
  });
}

/** An archive of a program. */
export function archiveOf(
  program: string,
  options: ZipOptions & { readonly places?: Readonly<Record<string, string>> } = {},
): Uint8Array {
  const config = Object.fromEntries(
    Object.entries(options.places ?? {}).map(([path, place]) => [path, { path_name: place, is_param: true }]),
  );
  return zipOf(
    {
      "any-root/models/model.json": program,
      "any-root/data/weights/model_weights_config.json": JSON.stringify({ config }),
    },
    options,
  );
}
