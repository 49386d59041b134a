// Prices of accelerators, dated: rent by provider and contract, and purchase. As collected in Epoch AI's table of
// hardware prices, which names each page and the day on which it was archived; the pages were not opened again.

import type { Citation } from "../ground/source.js";
import { sources } from "../sources/bibliography.js";
import type { Contract, PurchasePrice, RentalPrice } from "./price.js";

/** Where a price is printed; the table that it was taken from stands beside it. */
function printed(provider: string, address: string, date: string): Citation {
  return { source: sources.epochPrices, place: `${provider}, ${address}, archived ${date}` };
}

type Row = readonly [
  device: string,
  provider: string,
  region: string | undefined,
  date: string,
  address: string,
  prices: readonly [onDemand: number, oneYear?: number, threeYear?: number],
];

const rows: readonly Row[] = [
  [
    "a100-sxm-40",
    "Amazon Web Services",
    "US East",
    "2025-03-02",
    "https://aws.amazon.com/ec2/instance-types/p4/",
    [4.1, 2.4, 1.45],
  ],
  [
    "a100-sxm-80",
    "Amazon Web Services",
    "US East",
    "2025-03-02",
    "https://aws.amazon.com/ec2/instance-types/p4/",
    [5.12, 3.0, 1.81],
  ],
  [
    "a100-sxm-80",
    "Microsoft Azure",
    "East US",
    "2025-03-02",
    "https://azure.microsoft.com/en-us/pricing/details/virtual-machines/linux/",
    [3.67, 3.06, 2.27],
  ],
  ["a100-sxm-80", "RunPod", undefined, "2025-03-03", "https://www.runpod.io/pricing", [1.89]],
  ["a100-sxm-40", "Lambda", undefined, "2025-02-28", "https://lambdalabs.com/service/gpu-cloud", [1.29]],
  ["a100-pcie-80", "RunPod", undefined, "2025-03-03", "https://www.runpod.io/pricing", [1.64]],
  [
    "v100-sxm2",
    "Google Cloud",
    "Iowa",
    "2025-03-03",
    "https://cloud.google.com/compute/gpus-pricing",
    [2.48, 1.56, 1.12],
  ],
  [
    "v100-sxm2",
    "Microsoft Azure",
    "East US",
    "2025-03-03",
    "https://azure.microsoft.com/en-us/pricing/details/virtual-machines/linux/",
    [3.06, 2.24, 1.63],
  ],
  [
    "h100-sxm",
    "Google Cloud",
    "Iowa",
    "2025-03-17",
    "https://cloud.google.com/compute/all-pricing",
    [11.06, 7.67, 4.86],
  ],
  [
    "h100-sxm",
    "Amazon Web Services",
    "East US",
    "2025-03-17",
    "https://aws.amazon.com/ec2/pricing/on-demand/",
    [12.29],
  ],
  [
    "h100-sxm",
    "Oracle Cloud",
    undefined,
    "2025-03-17",
    "https://www.oracle.com/cloud/compute/gpu/pricing/",
    [10.0],
  ],
  ["h100-sxm", "Lambda", undefined, "2025-02-28", "https://lambdalabs.com/service/gpu-cloud", [3.29]],
  ["h100-sxm", "RunPod", undefined, "2025-03-03", "https://www.runpod.io/pricing", [2.99]],
  ["h100-pcie", "Lambda", undefined, "2025-02-28", "https://lambdalabs.com/service/gpu-cloud", [2.49]],
  ["h100-pcie", "RunPod", undefined, "2025-03-03", "https://www.runpod.io/pricing", [2.39]],
  [
    "h100-nvl",
    "Microsoft Azure",
    "East US",
    "2025-03-17",
    "https://azure.microsoft.com/en-us/pricing/details/virtual-machines/linux/",
    [6.98, 5.81, 4.31],
  ],
  [
    "h200-sxm",
    "Amazon Web Services",
    "East US",
    "2025-03-17",
    "https://aws.amazon.com/ec2/pricing/on-demand/",
    [10.6],
  ],
  ["l40s", "RunPod", undefined, "2025-03-03", "https://www.runpod.io/pricing", [0.86]],
  ["l4", "RunPod", undefined, "2025-03-03", "https://www.runpod.io/pricing", [0.43]],
  ["rtx-4090", "RunPod", undefined, "2025-03-03", "https://www.runpod.io/pricing", [0.69]],
  ["rtx-3090", "RunPod", undefined, "2025-03-03", "https://www.runpod.io/pricing", [0.43]],
  ["rtx-a6000", "RunPod", undefined, "2025-03-03", "https://www.runpod.io/pricing", [0.76]],
  ["tpu-v3", "Google Cloud", "Iowa", "2021-11-17", "https://cloud.google.com/tpu/pricing", [2.0, 1.26, 0.9]],
  [
    "tpu-v4",
    "Google Cloud",
    "us-central2",
    "2025-03-03",
    "https://cloud.google.com/tpu/pricing",
    [3.22, 2.03, 1.45],
  ],
  [
    "tpu-v5e",
    "Google Cloud",
    "Iowa",
    "2025-03-03",
    "https://cloud.google.com/tpu/pricing",
    [1.2, 0.84, 0.54],
  ],
  [
    "tpu-v6e",
    "Google Cloud",
    "US East",
    "2025-03-03",
    "https://cloud.google.com/tpu/pricing",
    [2.7, 1.89, 1.22],
  ],
];

const order: readonly Contract[] = ["on-demand", "one-year", "three-year"];

/** Rents for one device and hour. */
export const rentalPrices: readonly RentalPrice[] = rows.flatMap(
  ([device, provider, region, date, address, prices]) =>
    order.flatMap((contract, i) => {
      const usdPerHour = prices[i];
      if (usdPerHour === undefined) return [];
      const place = region === undefined ? {} : { region };
      return [
        { device, provider, contract, usdPerHour, date, ...place, source: printed(provider, address, date) },
      ];
    }),
);

/** Purchase prices of one device. TPUs are not sold: theirs are what the study takes them to be worth. */
export const purchasePrices: readonly PurchasePrice[] = [
  {
    device: "v100-sxm2",
    usd: 11458,
    date: "2018-05-08",
    source: printed(
      "Microway: Tesla V100 price analysis",
      "https://www.microway.com/hpc-tech-tips/nvidia-tesla-v100-price-analysis/",
      "2018-05-08",
    ),
  },
  {
    device: "a100-sxm-40",
    usd: 12500,
    date: "2022-07-01",
    source: printed(
      "The Next Platform: How much of a premium will Nvidia charge for Hopper GPUs?",
      "https://www.nextplatform.com/2022/05/09/how-much-of-a-premium-will-nvidia-charge-for-hopper-gpus/",
      "2022-07-01",
    ),
  },
  {
    device: "a100-sxm-80",
    usd: 17348.56,
    date: "2025-03-04",
    source: printed("Anafra: shop, Delta HGX A100", "https://anafrashop.com/", "2025-03-04"),
  },
  {
    device: "a100-pcie-80",
    usd: 16338.77,
    date: "2025-03-03",
    source: printed("Anafra: shop, A100 80 GB PCIe", "https://anafrashop.com/", "2025-03-03"),
  },
  {
    device: "h100-sxm",
    usd: 31250,
    date: "2025-03-03",
    source: printed(
      "Uvation: marketplace, H100 SXM5 server over its eight devices",
      "https://marketplace.uvation.com/",
      "2025-03-03",
    ),
  },
  {
    device: "h100-pcie",
    usd: 24500,
    date: "2025-03-03",
    source: printed("Uvation: marketplace, H100 PCIe", "https://marketplace.uvation.com/", "2025-03-03"),
  },
  {
    device: "h200-sxm",
    usd: 39083.38,
    date: "2025-01-31",
    source: printed(
      "server vendor: HGX H200 over its eight devices",
      "https://archive.ph/TxlLv",
      "2025-01-31",
    ),
  },
  {
    device: "b200",
    usd: 47409.13,
    date: "2024-12-17",
    source: printed(
      "Delta Computer: HGX B200 over its eight devices",
      "https://www.deltacomputer.com/",
      "2024-12-17",
    ),
  },
  {
    device: "mi300x",
    usd: 25733.71,
    date: "2025-02-10",
    source: printed("InterPro Micro: shop, Instinct MI300X", "https://www.interpromicro.com/", "2025-02-10"),
  },
  {
    device: "tpu-v3",
    usd: 5276,
    date: "2018-05-18",
    source: printed(
      "Cottier, B. et al.: equivalent purchase price of a TPU",
      "https://arxiv.org/abs/2405.21015",
      "2018-05-18",
    ),
  },
  {
    device: "tpu-v4",
    usd: 5176,
    date: "2021-05-20",
    source: printed(
      "Cottier, B. et al.: equivalent purchase price of a TPU",
      "https://arxiv.org/abs/2405.21015",
      "2021-05-20",
    ),
  },
  {
    device: "tpu-v5e",
    usd: 1781,
    date: "2023-08-15",
    source: printed(
      "Cottier, B. et al.: equivalent purchase price of a TPU",
      "https://arxiv.org/abs/2405.21015",
      "2023-08-15",
    ),
  },
  {
    device: "tpu-v5p",
    usd: 3694,
    date: "2023-12-06",
    source: printed(
      "Cottier, B. et al.: equivalent purchase price of a TPU",
      "https://arxiv.org/abs/2405.21015",
      "2023-12-06",
    ),
  },
  {
    device: "tpu-v6e",
    usd: 6518,
    date: "2024-05-15",
    source: printed(
      "Cottier, B. et al.: equivalent purchase price of a TPU",
      "https://arxiv.org/abs/2405.21015",
      "2024-05-15",
    ),
  },
];
