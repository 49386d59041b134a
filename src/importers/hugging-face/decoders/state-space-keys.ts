// What rows of state-space decoders share: kinds of layers, and keys that change no count.
import type { BlockSpec } from "../../../models/language/blocks/specs.js";

export const linear = "linear_attention";

export const full = "full_attention";

/** Settings of time steps and kernels: no count depends on them. */
export const steady = [
  "time_step_limit",
  "time_step_min",
  "time_step_max",
  "time_step_floor",
  "time_step_scale",
  "time_step_init_scheme",
  "time_step_rank",
  "rescale_prenorm_residual",
  "residual_in_fp32",
  "use_mamba_kernels",
  "use_mambapy",
  "use_associative_scan",
  "num_logits_to_keep",
  "z_loss_coefficient",
  "mamba_ssm_cache_dtype",
  "ssm_cfg",
  "fused_add_norm",
  "rms_norm",
];

/** A layer that is its mixer alone. */
export const alone =
  () =>
  (block: BlockSpec): BlockSpec => ({ ...block, mlp: { kind: "none" } });
