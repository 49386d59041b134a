// How devices are joined: how many share a node, the link within it, and the network between nodes.

import type { Origin } from "../ground/source.js";
import type { Device } from "../hardware/index.js";
import { given, type Quantity } from "../numbers/quantity.js";
import { sources } from "../sources/bibliography.js";

/** Links of a cluster; bandwidths are for one device in one direction. */
export interface Cluster {
  readonly devicesPerNode: number;
  readonly nodeLink: Quantity;
  readonly networkLink: Quantity;
}

/** What may be said of a cluster instead of the usual. */
export interface ClusterSpec {
  readonly devicesPerNode?: number;
  /** In byte/s for one device in one direction. */
  readonly networkBandwidth?: number;
}

interface Network {
  readonly since: number;
  /** Gigabit a second for each device. */
  readonly gigabit: number;
  readonly origin: Origin;
}

/** Network of the vendor's own system of each generation, newest first. */
const networks: readonly Network[] = [
  {
    since: 2022,
    gigabit: 400,
    origin: { source: sources.dgxH100, place: "eight 400 Gb/s adapters for eight GPUs" },
  },
  {
    since: 2020,
    gigabit: 200,
    origin: { source: sources.dgxA100, place: "eight 200 Gb/s adapters for eight GPUs" },
  },
  { since: 0, gigabit: 50, origin: { source: sources.dgx1, place: "four 100 Gb/s adapters for eight GPUs" } },
];

const bitsPerByte = 8;
const giga = 1e9;

/** The usual cluster of a device, with what the caller says of it. */
export function clusterOf(device: Device, spec: ClusterSpec = {}): Cluster {
  const network = networks.find(({ since }) => device.launchYear >= since) ?? networks[0];
  const networkLink =
    spec.networkBandwidth === undefined
      ? given(
          { value: ((network?.gigabit ?? 0) * giga) / bitsPerByte, unit: "byte/s" },
          network?.origin ?? "unknown",
          { label: "network, one direction" },
        )
      : given({ value: spec.networkBandwidth, unit: "byte/s" }, "set by the caller", {
          label: "network, one direction",
        });
  return {
    devicesPerNode: spec.devicesPerNode ?? usualNode,
    nodeLink: nodeLinkOf(device) ?? networkLink,
    networkLink,
  };
}

const usualNode = 8;

/** Half of the link's bandwidth, which datasheets give for both directions together. */
function nodeLinkOf({ interconnect, source, name }: Device): Quantity | undefined {
  if (interconnect === undefined) return undefined;
  const { value, unit } = interconnect.bandwidth;
  return given({ value: value / 2, unit }, source, { label: `${name}: ${interconnect.name}, one direction` });
}
