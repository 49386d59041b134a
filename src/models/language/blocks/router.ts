// What a router of experts keeps for the backward pass, by how it scores and chooses.
import type { Saved } from "../../../layers/index.js";
import type { ExpertsSpec } from "./specs.js";

/** Buffers kept between the router's product and the dispatch of `tokens` tokens. */
export function routerKept(spec: ExpertsSpec, tokens: number): readonly Saved[] {
  const { router, experts, active } = spec;
  const own = (label: string, elements: number, bytesPerElement?: number): Saved => ({
    kind: "own",
    label,
    elements,
    ...(bytesPerElement === undefined ? {} : { bytesPerElement }),
  });
  const chosen = own("experts chosen", tokens * active, 8);
  const shares = router.normalised ? [own("sums and weights chosen", tokens * (active + 1), 4)] : [];
  if (router.scores === "chosen") return [chosen, own("weights chosen", tokens * active)];
  const all = own("scores", tokens * experts, 4);
  const { grouped } = router;
  if (grouped === undefined) return [all, chosen, ...shares];
  const groups = [
    own("best of each group", tokens * grouped.groups * grouped.bestOfEach, 8),
    own("groups chosen", tokens * grouped.open, 8),
    own("experts closed", tokens * experts, 1),
  ];
  return [all, ...groups, chosen, ...shares];
}
