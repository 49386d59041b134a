// Names of dimensions that are sums or products of others: "past_sequence_length + sequence_length", "2*tokens".

const token = /\s*([A-Za-z_][\w.]*|\d+|[-+*()])/y;
const longest = 200;

/** The size of a dimension by its name: its own, or what the names in it come to; undefined where one is not known. */
export function dimensionSize(name: string, sizes: ReadonlyMap<string, number>): number | undefined {
  const own = sizes.get(name) ?? totalOf(name, sizes);
  if (own !== undefined) return own;
  const tokens = tokensOf(name);
  if (tokens === undefined || tokens.length < 3) return undefined;
  const value = sum(tokens, (one) => sizes.get(one));
  return value !== undefined && tokens.length === 0 && Number.isSafeInteger(value) && value >= 0
    ? value
    : undefined;
}

/** The names in an expression; undefined for a plain name. */
export function namesWithin(name: string): readonly string[] | undefined {
  const tokens = tokensOf(name);
  if (tokens === undefined || tokens.length < 3) return undefined;
  return tokens.filter((one) => /^[A-Za-z_]/.test(one));
}

/** The total of cached and new tokens, where the file names all three so: total_sequence_length and its parts. */
function totalOf(name: string, sizes: ReadonlyMap<string, number>): number | undefined {
  const rest = /^total_(\w+)$/.exec(name)?.[1];
  const [past, own] = [sizes.get(`past_${rest}`), sizes.get(rest ?? "")];
  return past === undefined || own === undefined ? undefined : past + own;
}

function tokensOf(text: string): string[] | undefined {
  if (text.length > longest) return undefined;
  const found: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.trimEnd().length) {
    const match = token.exec(text);
    if (match?.[1] === undefined) return undefined;
    found.push(match[1]);
  }
  return found;
}

type Sizes = (name: string) => number | undefined;

/** Takes a sum off the front of the tokens. */
function sum(tokens: string[], size: Sizes): number | undefined {
  let value = product(tokens, size);
  while (tokens[0] === "+" || tokens[0] === "-") {
    const sign = tokens.shift() === "+" ? 1 : -1;
    const next = product(tokens, size);
    value = value === undefined || next === undefined ? undefined : value + sign * next;
  }
  return value;
}

function product(tokens: string[], size: Sizes): number | undefined {
  let value = factor(tokens, size);
  while (tokens[0] === "*") {
    tokens.shift();
    const next = factor(tokens, size);
    value = value === undefined || next === undefined ? undefined : value * next;
  }
  return value;
}

function factor(tokens: string[], size: Sizes): number | undefined {
  const first = tokens.shift();
  if (first === undefined) return undefined;
  if (first === "(") {
    const value = sum(tokens, size);
    return tokens.shift() === ")" ? value : undefined;
  }
  return /^\d/.test(first) ? Number(first) : size(first);
}
