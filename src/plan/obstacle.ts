// Why not a single layout of a run can be, and the nearest change with which one could.
import { grouped } from "../numbers/format.js";
import { misfitOfTensor, type Run } from "./layout.js";
import { eachLayout } from "./search/enumerate.js";
import { layerRows } from "./search/layer-table.js";
import { choices, type SearchSpace } from "./search/space.js";
import type { PlanContext } from "./step/context.js";

/** "no layout …; it could be laid out with a batch of 1,030, or on 8 devices". */
export function obstacleTo(context: PlanContext, space: SearchSpace = {}): string {
  const { run } = context;
  const { shape, devices, batch, sequence } = run;
  const possible = (changed: Partial<Run>, limits = space) =>
    hasLayout(context, { ...run, ...changed }, limits);
  const larger = Math.ceil(batch / devices) * devices;
  const fewer = Array.from({ length: devices - 1 }, (_, i) => devices - 1 - i).find((count) =>
    possible({ devices: count }),
  );
  const ways = [
    ...(larger !== batch && possible({ batch: larger }) ? [`with a batch of ${grouped(larger)}`] : []),
    ...(fewer === undefined ? [] : [`on ${grouped(fewer)} devices`]),
    ...(Object.keys(space).length > 0 && possible({}, {}) ? ["without the sizes that were asked for"] : []),
  ];
  const help =
    ways.length === 0 ? "change the count or the batch" : `it could be laid out ${ways.join(", or ")}`;
  return `no layout of ${shape.name} divides ${grouped(devices)} devices, a batch of ${grouped(batch)} and ${grouped(sequence)} tokens; ${help}`;
}

/** Whether one layout of the space can be. */
function hasLayout({ cluster, fixed }: PlanContext, run: Run, space: SearchSpace): boolean {
  const all = choices(run, space, cluster, fixed.fused);
  return layerRows(all)
    .filter(({ tensor }) => misfitOfTensor(tensor, run.shape) === undefined)
    .some((row) => {
      let found = false;
      for (const selective of [false, true])
        if (!found)
          eachLayout(run, { ...all, selective }, row, () => {
            found = true;
          });
      return found;
    });
}
