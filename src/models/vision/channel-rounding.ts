// How mobile networks round the channels that a width factor gives.

/** The nearest multiple of `divisor`, at least one of them and never under 90 % of `channels`. */
export function roundedChannels(channels: number, divisor = 8): number {
  const nearest = Math.max(divisor, Math.floor((channels + divisor / 2) / divisor) * divisor);
  return nearest < 0.9 * channels ? nearest + divisor : nearest;
}
