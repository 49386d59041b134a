// The projection that a tower of CLIP's kin has in its class "...WithProjection", and without which it is a bare tower.
import type { TokenStep } from "../../../models/multimodal/token-steps.js";
import type { ConfigKeys } from "../config-keys.js";

/** The last step of such a class; none for every other. */
export function projection(keys: ConfigKeys, className: string | undefined): readonly TokenStep[] {
  if (className?.endsWith("WithProjection") !== true) return [];
  return [{ kind: "linear", name: "projection", width: keys.whole("projection_dim", 512), bias: false }];
}
