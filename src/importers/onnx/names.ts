// What the name of an initializer says: given by a module, or by the exporter for what it computed itself.
//
// PyTorch's exporters keep the names of parameters and buffers, "layers.0.fc.weight" or "logit_scale", and name what
// they fold by the operation that made it: "val_12", "expand", "onnx::MatMul_34", "/attn/Constant_output_0".

/** Names that frameworks give to parameters, also where no module's name stands before them. */
const parameterNames =
  /(?:^|[./])(weight|bias|kernel|gamma|beta|logit_scale|logit_bias|temperature)(:\d+)?$/i;
const moduleNames = /^[^:]*[a-z_]\w*\.[a-z_]\w*$/i;
const suffixes = /(_quantized|_q4|_DequantizeLinear_Output|_QuantizeLinear_Input)$/;

/** Operations that make a tensor of nothing, or something that has no gradient. */
const created =
  /^(arange|linspace|logspace|full|full_like|ones|ones_like|zeros|zeros_like|new_ones|new_zeros|new_full|empty|eye|tril|triu|(hann|hamming|blackman|bartlett|kaiser)_window|scalar_tensor|lift_fresh(_copy)?|_?tensor_constant|(c_)?lifted_tensor|cos|sin|rand\w*|one_hot|eq|ne|gt|lt|ge|le|logical_\w+|bitwise_\w+|floor|ceil|round|sign)(_default)?(_?\d+)?$/;

/** Operations on single numbers that code does with constants: a root of a width, a quotient. */
const arithmetic =
  /^(val|sqrt|rsqrt|pow|div|log|_to_copy|to|clone|detach|alias|scalar_tensor)(_default)?(_\d+)?$/;

/** Operations of PyTorch by whose names its exporter calls what it folded. */
const operations =
  /^(val|mul|div|sub|add|sqrt|rsqrt|pow|neg|exp|log|clone|detach|alias|_to_copy|to|item|select|slice|unsqueeze|squeeze|view|_unsafe_view|reshape|expand|repeat|tile|permute|transpose|t|cat|stack|index|index_select|gather|embedding|max|min|sum|mean|where|masked_fill|reciprocal|sigmoid|softplus|tanh|clamp|clamp_min|clamp_max|contiguous|split|chunk|flatten|convert_element_type_default)(_default)?(_\d+)?$/;

function bare(name: string): string {
  return name.replace(suffixes, "");
}

/** Whether a quantizer gave the name, for a scale or zero point beside a tensor that it wrote. */
export function isQuantizerScale(name: string, others: { has(name: string): boolean }): boolean {
  const [, base] = /^(.*)_(scale|zero_point)$/.exec(name) ?? [];
  return base !== undefined && (others.has(`${base}_quantized`) || others.has(`${base}_zero_point`));
}

/** Whether a module's parameter has this name: a path of modules, or a word that stands for a parameter. */
export function isNamedParameter(name: string): boolean {
  return parameterNames.test(bare(name)) || (moduleNames.test(bare(name)) && !name.startsWith("/"));
}

/** Whether the exporter gave the name, for something that it folded. */
export function isGenerated(name: string): boolean {
  const own = bare(name);
  return /^(onnx::|\/|_|const)/i.test(own) || created.test(own) || operations.test(own) || own.includes("/");
}

/** Whether the exporter made it of nothing learned. */
export function isCreated(name: string): boolean {
  return created.test(bare(name));
}

/** Whether a single number of this name is one that code computes with, and none that is learned. */
export function isPlainNumber(name: string): boolean {
  const own = bare(name);
  if (/^(zero|one|two|half|eps|epsilon|inf|neg_inf|minus_one)$/i.test(own) || own.endsWith("_cast"))
    return true;
  return /^(onnx::|\/|_|const)/i.test(own) || created.test(own) || arithmetic.test(own) || own.includes("/");
}
