// What training adds around the layers.
export { type Optimizer, type OptimizerId, optimizers, optimizerValues } from "./optimizers.js";
