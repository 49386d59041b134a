// JSON as Python writes it: `Infinity`, `-Infinity` and `NaN` stand where JSON has no word for them.

/** Strings, which are passed over, and the words of Python. */
const stringOrWord = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

/** The value of a text that Python's `json.dump` wrote: its words for numbers that JSON has not come as `null`. */
export function pythonJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const words = text.replace(stringOrWord, (found) => (found.startsWith('"') ? found : "null"));
    if (words === text) throw error;
    return JSON.parse(words);
  }
}
