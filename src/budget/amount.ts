// Numbers of a budget as people write them: "15T", "40%", "2.50", alone or in a range or distribution.
import { FlopbookError } from "../ground/errors.js";
import { type Distribution, distributionOf } from "../uncertainty/index.js";

const suffixes: Readonly<Record<string, number>> = {
  "": 1,
  "%": 0.01,
  k: 1e3,
  K: 1e3,
  M: 1e6,
  B: 1e9,
  G: 1e9,
  T: 1e12,
};

/** "15T", "7.5e9", "40%", "1,024" -> a number; NaN for anything else. */
export function plainAmount(text: string): number {
  const [, digits = "", suffix = "?"] =
    /^([+-]?[\d_,]*\.?\d*(?:e[+-]?\d+)?)\s*([a-zA-Z%]?)$/i.exec(text.trim()) ?? [];
  const factor = suffixes[suffix];
  const bare = digits.replaceAll(/[_,]/g, "");
  return factor === undefined || bare === "" ? Number.NaN : Number(bare) * factor;
}

/** What an uncertain amount must satisfy, and how to say so. */
export interface AmountRule {
  /** Name as the person wrote it: "price". */
  readonly name: string;
  /** Lowest value allowed. */
  readonly minimum: number;
  /** Whether the lowest value itself is refused. */
  readonly open?: boolean;
  readonly maximum?: number;
  /** "USD for one device and hour, such as 2.50 or 2 to 4". */
  readonly remedy: string;
}

/** Shares of a distribution that must be allowed values: its ends, as far as it has any. */
const tails = [0.001, 0.5, 0.999];

/** The distribution of a number or text. Errors quote what was written. */
export function amount(word: number | string, rule: AmountRule): Distribution {
  const text = String(word);
  const found = read(text, rule);
  const { minimum, open = false, maximum = Number.POSITIVE_INFINITY } = rule;
  const wrong = tails
    .map((share) => found.quantile(share))
    .some((value) => value < minimum || (open && value === minimum) || value > maximum);
  if (!wrong) return found;
  const bound = open ? `above ${minimum}` : `at least ${minimum}`;
  const most = Number.isFinite(maximum) ? ` and at most ${maximum}` : "";
  throw new FlopbookError(`${rule.name}: must be ${bound}${most}, got "${text}"; write ${rule.remedy}`, {
    exitCode: 2,
  });
}

function read(text: string, rule: AmountRule): Distribution {
  try {
    return distributionOf(text, plainAmount);
  } catch (error) {
    const cause = error instanceof FlopbookError ? error : undefined;
    if (cause === undefined) throw error;
    const told = cause.message.replace(/^uncertainty: /, "").split("; ")[0] ?? "";
    throw new FlopbookError(
      `${rule.name}: ${told}${told.includes(text) ? "" : ` (of "${text}")`}; write ${rule.remedy}`,
      { exitCode: 2, cause },
    );
  }
}
