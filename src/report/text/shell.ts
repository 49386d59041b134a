// Words of a command line as a POSIX shell takes them.

/** The word, in single quotes where it holds anything that a shell would read. */
export function shellQuoted(word: string): string {
  return /^[\w./=:@%+,-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`;
}
