// Symbols of serving a language model: memory of a server, times of a pass, load, latency, cost of tokens.

const amount = { minimum: 0 } as const;
const count = { minimum: 1, integer: true } as const;
const positiveShare = { above: 0, maximum: 1, display: "%" } as const;
const time = { unit: "s", ...amount } as const;
const memory = { unit: "byte", ...amount } as const;

/** Part of the dictionary of symbols, spread into it. In alphabetical order. */
export const servingSymbols = {
  acceptanceRate: {
    tex: "\\alpha_{\\mathrm{acc}}",
    unit: "1",
    meaning: "share of drafted tokens that the model accepts",
    minimum: 0,
    maximum: 0.999,
    display: "%",
  },
  acceptedPerStep: {
    tex: "n_{\\mathrm{acc}}",
    unit: "token",
    meaning: "tokens that a sequence gains in one step",
    above: 0,
  },
  attentionWidth: {
    tex: "w_{\\mathrm{att}}",
    unit: "1",
    meaning: "widths of scores and weighted values of a layer's heads, together",
    ...amount,
  },
  blockParameters: {
    tex: "N_{\\mathrm{lay}}",
    unit: "parameter",
    meaning: "parameters of all layers",
    ...amount,
  },
  cacheShards: {
    tex: "z_{\\mathrm{kv}}",
    unit: "1",
    meaning: "devices that divide the cache of a sequence",
    ...count,
  },
  computeShare: {
    tex: "\\eta_{\\mathrm{row}}",
    unit: "1",
    meaning: "share of the peak rate that products of so many rows reach",
    ...positiveShare,
  },
  contextTokens: {
    tex: "s_{\\mathrm{ctx}}",
    unit: "token",
    meaning: "tokens that a sequence holds",
    ...amount,
  },
  deviceCacheBytes: {
    tex: "v_{\\mathrm{dev}}",
    unit: "byte/token",
    meaning: "cache of one token on one device",
    above: 0,
  },
  deviceWeights: { tex: "V_{\\mathrm{wdev}}", meaning: "weights on one device", ...memory },
  draftCost: {
    tex: "c_{\\mathrm{draft}}",
    unit: "1",
    meaning: "time of a step of the draft model in units of a step of the model",
    ...amount,
  },
  draftTokens: {
    tex: "\\gamma",
    unit: "token",
    meaning: "tokens drafted for one step of the model",
    ...count,
  },
  engineShare: {
    tex: "\\eta_{\\mathrm{eng}}",
    unit: "1",
    meaning: "share of the time that devices of a busy server work",
    ...positiveShare,
  },
  exchangeTime: {
    tex: "t_{\\mathrm{ex}}",
    meaning: "time of the collective operations of a pass",
    ...time,
  },
  expertBits: {
    tex: "b_{\\mathrm{e}}",
    unit: "bit",
    meaning: "bits of a value of the experts' weights, scales included",
    ...amount,
  },
  expectedExperts: {
    tex: "E_{\\mathrm{hit}}",
    unit: "expert",
    meaning: "different experts of a layer that a pass is expected to use",
    ...amount,
  },
  expertParametersEach: {
    tex: "N_{\\mathrm{x}}",
    unit: "parameter/expert",
    meaning: "parameters of one expert of every layer that has experts",
    ...amount,
  },
  firstTokenTime: {
    tex: "t_{\\mathrm{first}}",
    meaning: "time to the first token",
    ...time,
  },
  generationShare: {
    tex: "\\phi_{\\mathrm{gen}}",
    unit: "1",
    display: "%",
    meaning: "share of the time that steps of decoding take",
    ...amount,
  },
  integerIntensity: {
    tex: "I_{\\mathrm{int}}",
    unit: "1/byte",
    meaning: "integer instructions for each byte that the memory can move",
    above: 0,
  },
  kernelsPerLayer: {
    tex: "k_{\\mathrm{lay}}",
    unit: "1/layer",
    meaning: "kernels started for one layer",
    ...amount,
  },
  loadShare: {
    tex: "\\rho_{\\mathrm{load}}",
    unit: "1",
    meaning: "share of its highest rate at which a server is run",
    ...positiveShare,
  },
  memorySideTime: {
    tex: "t_{\\mathrm{rd}}",
    meaning: "time to read the bytes of a pass and to unpack its weights",
    ...time,
  },
  offeredRate: {
    tex: "\\lambda_{0}",
    unit: "request/s",
    meaning: "requests that arrive",
    above: 0,
  },
  outputLayerParameters: {
    tex: "N_{\\mathrm{head}}",
    unit: "parameter",
    meaning: "parameters of the output layer",
    ...amount,
  },
  outputTokenTime: {
    tex: "t_{\\mathrm{out}}",
    meaning: "time per output token of one sequence",
    unit: "s",
    above: 0,
  },
  prefillChunk: {
    tex: "s_{\\mathrm{chunk}}",
    unit: "token",
    meaning: "tokens that one pass over prompts takes at most",
    ...count,
  },
  pricedTokens: {
    tex: "n_{\\mathrm{price}}",
    unit: "token",
    meaning: "tokens that a price is quoted for",
    ...amount,
  },
  requestRate: {
    tex: "\\lambda",
    unit: "request/s",
    meaning: "requests that a server completes",
    ...amount,
  },
  requestRatePerDevice: {
    tex: "\\lambda_{1}",
    unit: "request/s/device",
    meaning: "requests that a server completes, for each of its devices",
    ...amount,
  },
  reservedMemory: {
    tex: "V_{\\mathrm{res}}",
    meaning: "memory that driver, libraries and allocator keep",
    ...memory,
  },
  routedTokens: {
    tex: "n_{\\mathrm{route}}",
    unit: "token",
    meaning: "tokens that a pass sends to experts",
    ...amount,
  },
  sequenceCache: {
    tex: "V_{\\mathrm{seq}}",
    meaning: "cache of one sequence on one device",
    ...memory,
  },
  sequencesThatFit: {
    tex: "B_{\\max}",
    unit: "sequence",
    meaning: "sequences whose caches fit",
    ...amount,
  },
  servers: { tex: "n_{\\mathrm{srv}}", unit: "1", meaning: "servers for the load", ...amount },
  servingCost: {
    tex: "c_{\\mathrm{tok}}",
    unit: "USD",
    meaning: "cost of so many tokens",
    ...amount,
  },
  servingDevices: {
    tex: "n_{\\mathrm{dev}}",
    unit: "device",
    meaning: "devices for the load",
    ...amount,
  },
  spendingRate: {
    tex: "r_{\\mathrm{USD}}",
    unit: "USD/s",
    display: "USD/h",
    meaning: "cost of all devices for a time",
    ...amount,
  },
  startRows: {
    tex: "m_{1/2}",
    unit: "1",
    meaning: "rows at which a product reaches half of its best rate",
    ...amount,
  },
  startTime: { tex: "t_{\\mathrm{start}}", meaning: "time to start the kernels of a pass", ...time },
  tableBits: {
    tex: "b_{\\mathrm{voc}}",
    unit: "bit",
    meaning: "bits of a value of the vocabulary's tables",
    minimum: 1,
  },
  tableParameters: {
    tex: "N_{\\mathrm{voc}}",
    unit: "parameter",
    meaning: "parameters of the vocabulary's tables",
    ...amount,
  },
  unpackInstructions: {
    tex: "k_{\\mathrm{unp}}",
    unit: "1/parameter",
    meaning: "integer instructions that unpack one weight and that reading does not hide",
    ...amount,
  },
  unpackTime: { tex: "t_{\\mathrm{unp}}", meaning: "time to unpack the weights of a pass", ...time },
  usedParameters: {
    tex: "N_{\\mathrm{use}}",
    unit: "parameter",
    meaning: "parameters of the layers that one token uses",
    ...amount,
  },
  verifyTime: {
    tex: "t_{\\mathrm{ver}}",
    meaning: "time to check the drafted tokens in one pass",
    ...time,
  },
  workMemory: { tex: "V_{\\mathrm{work}}", meaning: "activations of a pass over prompts", ...memory },
} as const;
