// The layers of a network under the roofline of a device: time, intensity, and what binds each.
import { operatorsOf, operatorTable, roof } from "../../cost/index.js";
import type { Device } from "../../hardware/index.js";
import type { CountedGraph } from "../../layers/index.js";
import type { NetworkFormat } from "../../models/index.js";
import { sum } from "../../numbers/quantity.js";

/** One layer under a roofline. */
export interface BoundLayer {
  readonly name: string;
  /** FLOP for each byte moved. */
  readonly intensity: number;
  readonly bound: "compute" | "memory";
  /** The longer of arithmetic and movement. */
  readonly seconds: number;
}

/** The forward pass of a network under a roofline; nothing on a device is faster than this. */
export interface BoundLayers {
  readonly device: string;
  readonly format: NetworkFormat;
  /** Intensity from which on arithmetic binds, FLOP for each byte. */
  readonly ridge: number;
  /** Sum over the layers, one after another. */
  readonly seconds: number;
  readonly memoryBoundLayers: number;
  readonly layers: readonly BoundLayer[];
}

/** The forward pass on a device, in the network's format. Errors on a format without a rate. */
export function boundLayers(graph: CountedGraph, found: Device, format: NetworkFormat): BoundLayers {
  const { ridge, peak, vectorPeak, bandwidth } = roof(found, format);
  const rows = operatorTable(operatorsOf(graph), { name: found.name, ridge, peak, vectorPeak, bandwidth });
  const layers = rows.map(({ name, intensity, bound, overlapped }) => ({
    name,
    intensity: intensity.value,
    bound,
    seconds: overlapped.value,
  }));
  const times = rows.map(({ overlapped }) => overlapped);
  return {
    device: found.name,
    format,
    ridge: ridge.value,
    seconds: times.length === 0 ? 0 : sum("time of the layers", times).value,
    memoryBoundLayers: layers.filter(({ bound }) => bound === "memory").length,
    layers,
  };
}
