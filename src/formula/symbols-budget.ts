// Symbols of budgets: purchase and its amortisation, power of servers, failures and checkpoints, people.

const amount = { minimum: 0 } as const;
const share = { minimum: 0, maximum: 1, display: "%" } as const;

/** Part of the dictionary of symbols, spread into it. In alphabetical order. */
export const budgetSymbols = {
  amortisedPrice: {
    tex: "c_{\\mathrm{own}}",
    unit: "USD/s/device",
    meaning: "cost of owning one device for a time",
    ...amount,
  },
  breakEvenTime: {
    tex: "t_{\\mathrm{even}}",
    unit: "s",
    meaning: "time of use after which buying is cheaper than renting",
    ...amount,
  },
  checkpointBandwidth: {
    tex: "\\beta_{\\mathrm{ckpt}}",
    unit: "byte/s",
    meaning: "bandwidth to storage for checkpoints",
    above: 0,
  },
  checkpointInterval: { tex: "\\tau", unit: "s", meaning: "time between two checkpoints", above: 0 },
  checkpointSize: { tex: "V_{\\mathrm{ckpt}}", unit: "byte", meaning: "size of a checkpoint", ...amount },
  checkpointTime: {
    tex: "\\delta",
    unit: "s",
    meaning: "time that a checkpoint holds the run up",
    ...amount,
  },
  chipPrice: {
    tex: "c_{\\mathrm{chip}}",
    unit: "USD/device",
    meaning: "purchase price of one device",
    ...amount,
  },
  clusterPrice: {
    tex: "c_{\\mathrm{cl}}",
    unit: "USD/device",
    meaning: "purchase price of one device with its share of server and network",
    ...amount,
  },
  attendedPositions: {
    tex: "s_{\\mathrm{att}}",
    unit: "token",
    meaning: "positions that a token attends to, mean over the sequence",
    ...amount,
  },
  coreMac: {
    tex: "M_{\\mathrm{attn}}",
    unit: "MAC/token",
    meaning: "multiply-accumulates of attention's two products for each token, all scores",
    ...amount,
  },
  corePasses: {
    tex: "k_{\\mathrm{attn}}",
    unit: "pass",
    meaning: "forward passes of attention's products that a step costs",
    ...amount,
  },
  countedShare: { tex: "\\kappa", unit: "1", meaning: "share of the scores that is counted", ...share },
  currencyRate: {
    tex: "x_{\\mathrm{cur}}",
    unit: "USD",
    meaning: "what one unit of a currency is worth",
    above: 0,
  },
  deviceFailureTime: {
    tex: "\\mu_{1}",
    unit: "device*s",
    meaning: "device time between two failures",
    above: 0,
  },
  failures: { tex: "n_{\\mathrm{fail}}", unit: "1", meaning: "failures that stopped a run", above: 0 },
  failureTime: { tex: "\\mu", unit: "s", meaning: "mean time between failures of the whole run", above: 0 },
  goodput: {
    tex: "g",
    unit: "1",
    meaning: "share of the time that makes progress",
    above: 0,
    maximum: 1,
    display: "%",
  },
  headParameters: {
    tex: "P_{\\mathrm{head}}",
    unit: "parameter",
    meaning: "parameters counted beside the layers: output layer, tables",
    ...amount,
  },
  headPasses: {
    tex: "k_{\\mathrm{head}}",
    unit: "pass",
    meaning: "forward passes of these that a step costs",
    ...amount,
  },
  interconnectShare: {
    tex: "\\phi_{\\mathrm{net}}",
    unit: "1",
    meaning: "share of a cluster's price that is network",
    ...share,
  },
  layerPasses: {
    tex: "k_{\\mathrm{lay}}",
    unit: "pass",
    meaning: "forward passes of the layers that a step costs",
    ...amount,
  },
  layersParameters: {
    tex: "P_{\\mathrm{lay}}",
    unit: "parameter",
    meaning: "parameters of the layers that a token uses",
    ...amount,
  },
  localCost: { tex: "c_{\\mathrm{cur}}", unit: "1", meaning: "cost in units of another currency", ...amount },
  powerShare: {
    tex: "\\phi_{\\mathrm{pow}}",
    unit: "1",
    meaning: "share of the rated power that training draws",
    ...share,
  },
  productiveTime: {
    tex: "t_{\\mathrm{run}}",
    unit: "s",
    meaning: "time of the run without failures and checkpoints",
    ...amount,
  },
  replacementRate: {
    tex: "r",
    unit: "1/s",
    meaning: "part of the hardware's value that is used up in a time",
    ...amount,
  },
  restartTime: {
    tex: "t_{\\mathrm{re}}",
    unit: "s",
    meaning: "time from a failure until the run goes on",
    ...amount,
  },
  serverFactor: {
    tex: "k_{\\mathrm{srv}}",
    unit: "1",
    meaning: "price of a server in units of that of its devices",
    minimum: 1,
  },
  serverPowerFactor: {
    tex: "k_{\\mathrm{pow}}",
    unit: "1",
    meaning: "power of a server in units of that of its devices",
    minimum: 1,
  },
  speedShare: {
    tex: "\\sigma",
    unit: "1",
    meaning: "speed of a real run in units of the planned one",
    above: 0,
    display: "%",
  },
  staffCost: { tex: "c_{\\mathrm{staff}}", unit: "USD", meaning: "cost of the people", ...amount },
  storageRate: {
    tex: "\\beta_{\\mathrm{sto}}",
    unit: "byte/s/device",
    meaning: "bandwidth to storage for each device",
    above: 0,
  },
  tokensTrained: { tex: "D_{\\mathrm{run}}", unit: "token", meaning: "tokens of the run", ...amount },
} as const;
