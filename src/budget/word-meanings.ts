// The words that a budget is asked for in; the command line lists them without loading anything else.

/** What may be said of a run, in order, with what it means; "" and absent mean the default. */
export const budgetWordMeanings = {
  model: "what is trained: a name such as llama3-70b",
  tokens: "training tokens: 300e9, 15T, or a range such as 1T to 2T",
  device: "accelerator, such as h100-sxm or a100-sxm-80",
  count: "number of devices",
  batch: "sequences in a step; default: as many as Llama 3 used on that number of devices",
  sequence: "tokens in a sequence; default 8192",
  convention: "how operations are counted: exact-causal, exact, 6n, 6n-output, 6n-body, kaplan, palm",
  utilisation: "share of the peak rate that the run reaches; default: from the planned step",
  speed: "real speed divided by planned speed; default 0.6 to 1.1",
  goodput: "share of the time that makes progress; default: worked out from failures and checkpoints",
  failures: "mean device-hours between failures; default: as in the training of Llama 3",
  restart: "minutes lost per failure, not counting repeated work; default 5 to 20",
  tenure: "rent or own; default: rent where a price is on record",
  price: "rent of one device for an hour in USD; default: lowest to highest rent on record",
  contract: "use only rents with this contract: on-demand, one-year, three-year",
  provider: "use only rents of this provider",
  purchase: "purchase price of one device; default: the newest on record",
  electricity: "price of a kWh; default: lowest to highest of the last ten years",
  pue: "power usage effectiveness, the overhead of the building; default 1.1 to 1.25",
  power:
    "share of the rated power that a device draws, or its power, such as 350W; default 0.75, for TPUs 0.43",
  grid: "country of the power grid (us, fr, ...), or gCO2e per kWh; default us",
  staff: "cost of staff; default: not included",
  currency: "currency of the prices that you give and of the result, such as EUR; needs --rate",
  rate: "what one unit of that currency is worth in USD",
  dtype: "bf16 or fp16",
} as const;
