/** Between two words of a command line: a space, or what parts them in a list of arguments. */
export const GAP = `(?:\\\\{0,7}["'])?(?:,[ ]{0,4}|[ \\t]{1,8})(?:\\\\{0,7}["'])?`;
/** Some words between a command and its option, on the same line and before the next command. */
export const WORDS = `[^\\n|;]{0,200}?`;
export const CRLF = '(?:\\\\r\\\\n|\\r\\n)';
export const OPEN = `(?:\\$?\\\\{0,7}["'])`;

export interface Command {
  readonly name: string;
  readonly needs: readonly string[];
  readonly also?: readonly string[];
  /** From the command to its secret, as the beginning of a regular expression. */
  readonly before: string;
}

export const options = (commands: string, options: string, glue = GAP): string =>
  `(?<![\\w-])(?:${commands})\\b${WORDS}(?<=[\\s"'])(?:${options})${glue}`;
