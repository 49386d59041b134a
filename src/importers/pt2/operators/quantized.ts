// Products and conversions in few bits: integer and FP8 products, packed weights, and values turned to integers and back.
import { elements } from "../../../layers/index.js";
import type { Call, Rule, Rules } from "../call.js";
import type { Value } from "../value.js";
import { formOf, work } from "./parts.js";
import { product, productWork } from "./product.js";

/** Rules of aten's quantised products. */
export const quantizedProductRules: Rules = {
  _int_mm: factors("self", "mat2"),
  _scaled_mm: factors("self", "mat2"),
  _scaled_mm_v2: factors("self", "mat2"),
  _scaled_grouped_mm: grouped,
  _scaled_grouped_mm_v2: grouped,
  _grouped_mm: grouped,
  _weight_int8pack_mm: packed,
  _weight_int4pack_mm: packed,
  _weight_int4pack_mm_for_cpu: packed,
  _weight_int4pack_mm_with_scales_and_zeros: packed,
  _dyn_quant_matmul_4bit: packed,
  _dyn_quant_pack_4bit_weight: converted,
  _convert_weight_to_int4pack: converted,
  _convert_weight_to_int4pack_for_cpu: converted,
  quantize_per_tensor: converted,
  quantize_per_channel: converted,
  dequantize: converted,
  fake_quantize_per_tensor_affine: faked,
  fake_quantize_per_channel_affine: faked,
  fake_quantize_per_tensor_affine_cachemask: faked,
  fake_quantize_per_channel_affine_cachemask: faked,
  _fake_quantize_per_tensor_affine_cachemask_tensor_qparams: faked,
  fused_moving_avg_obs_fake_quant: faked,
  _choose_qparams_per_tensor: converted,
};

const conversions =
  "quantize_per_tensor dequantize_per_tensor quantize_per_channel dequantize_per_channel quantize_per_channel_group dequantize_per_channel_group quantize_per_token dequantize_per_token choose_qparams choose_qparams_symmetric choose_qparams_per_token choose_qparams_per_token_asymmetric _choose_qparams_per_token_asymmetric_impl choose_qparams_affine quantize_affine dequantize_affine convert_element_type fake_quant_per_channel quantize_affine_float8 dequantize_affine_float8 choose_scale_float8 quantize_affine_no_dtype_cast";

/** Rules of quantized_decomposed and torchao: values turned to integers and back. */
export const quantizedRules: Rules = Object.fromEntries(
  conversions.split(" ").map((name): readonly [string, Rule] => [name, converted]),
);

/** A product of two matrices that stand as they are; without a gradient in integers. */
function factors(leftName: string, rightName: string): Rule {
  return (call) => {
    const [left, right] = [call.tensor(leftName), call.tensor(rightName)];
    const [rows = 1, inner = 1] = left.shape;
    const sizes = { batch: 1, rows, inner, columns: right.shape[1] ?? 1 };
    return [product(call, left, right, sizes, { output: call.form(0) })];
  };
}

/** Groups of rows, each with its own matrix: every row goes through one of them. */
function grouped(call: Call): readonly Value[] {
  const [left, right] = [
    call.argument("self") === undefined ? call.tensor("mat_a") : call.tensor("self"),
    call.optional("mat2") ?? call.tensor("mat_b"),
  ];
  const output = call.form(0);
  const inner = left.shape.at(-1) ?? 1;
  const columns = right.shape.at(-1) ?? 1;
  // Two matrices with offsets along what is summed over make one product for each group.
  const both = left.shape.length === 2 && right.shape.length === 2;
  const rows = both ? (left.shape[0] ?? 1) : elements(output.shape) / Math.max(1, output.shape.at(-1) ?? 1);
  return [product(call, left, right, { batch: 1, rows, inner, columns }, { output })];
}

/** Weights packed several to a byte: rows times inner values of the input by as many columns as come out. */
function packed(call: Call): readonly Value[] {
  const input = call.optional("self") ?? call.optional("inp") ?? call.tensor("input");
  const output = call.form(0);
  const inner = input.shape.at(-1) ?? 1;
  const columns = output.shape.at(-1) ?? 1;
  const rows = elements(output.shape) / Math.max(1, columns);
  const { forward } = productWork({ batch: 1, rows, inner, columns });
  return [
    call.emit({
      kind: "linear",
      settings: `${inner} → ${columns}, packed weights`,
      inputs: call.all(),
      output,
      forward,
      differentiable: false,
    }),
  ];
}

/** Scaled, rounded and cut off, or scaled back. */
function converted(call: Call): readonly Value[] {
  const inputs = call.all();
  return Array.from({ length: call.outputs }, (_, i) => {
    const output = call.form(i);
    return call.emit({
      kind: "elementwise",
      settings: call.operator.replace(/_/g, " ").trim(),
      inputs,
      output,
      forward: work("multiply + round", elements(output.shape)),
      differentiable: false,
      ...(i === 0 ? {} : { part: `${i + 1}` }),
    });
  });
}

/** Quantised and back in one step, in training: keeps where nothing was cut off. */
function faked(call: Call): readonly Value[] {
  const self = call.tensor("self");
  const output = call.form(0);
  const count = elements(output.shape);
  const made = call.emit({
    kind: "elementwise",
    settings: "fake quantization",
    inputs: call.all(),
    output,
    forward: work("2 multiply + round + 2 compare", count),
    gradients: [work("multiply (mask)", count)],
    saved: [{ label: "mask", elements: count, bytesPerElement: 1 }],
  });
  const masks = Array.from({ length: Math.max(0, call.outputs - 1) }, (_, i) =>
    call.emit({
      kind: "copy",
      settings: "mask",
      inputs: [self],
      output: i === 0 ? call.form(i + 1) : formOf(call.form(i + 1).shape, call.form(i + 1).type),
      differentiable: false,
      part: `${i + 2}`,
    }),
  );
  return [made, ...masks];
}
