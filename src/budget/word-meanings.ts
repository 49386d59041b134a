// The words that a budget is asked for in; the command line lists them without loading anything else.

/** What may be said of a run, in order, with what it means; "" and absent mean the default. */
export const budgetWordMeanings = {
  model: "what is trained: a name such as llama3-70b",
  tokens: "training tokens: 300e9, 15T, or a range such as 1T to 2T",
  device: "accelerator, such as h100-sxm or a100-sxm-80",
  count: "number of devices",
  batch: "sequences of a step; default: as many as Llama 3 used for so many devices",
  sequence: "tokens of a sequence; default 8192",
  convention: "what counts as an operation: exact-causal, exact, 6n, 6n-output, 6n-body, kaplan, palm",
  utilisation: "share of the peak rate; default: from the planned step",
  speed: "speed of a real run over the planned one; default 0.6 to 1.1",
  goodput: "share of the time that makes progress; default: from failures and checkpoints",
  failures: "device-hours between failures; default: as Llama 3 met them",
  restart: "minutes lost to each failure beside repeated work; default 5 to 20",
  tenure: "rent or own; default rent, where a price is known",
  price: "rent of one device for an hour; default: the records, lowest to highest",
  contract: "rents to look at: on-demand, one-year, three-year; default all",
  provider: "rents to look at: a provider's name; default all",
  purchase: "price of one device, bought; default: the newest record",
  electricity: "price of a kWh; default: the last ten years",
  pue: "overhead of the building; default 1.1 to 1.25",
  power:
    "share of the rated power that is drawn, or what a device draws, such as 350W; default 0.75, of TPUs 0.43",
  grid: "country of the grid (us, fr, ...), or gCO2e for a kWh; default us",
  staff: "cost of the people; default: left out",
  currency: "code of another currency, such as EUR: prices are then in it",
  rate: "what one unit of that currency is worth in USD",
  dtype: "bf16 or fp16",
} as const;
