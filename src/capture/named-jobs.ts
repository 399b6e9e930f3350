/** A job id as a token of its own; by the same signs as `mentionedIn` of job-id.ts, for whatever job. */
const MENTION =
  /(?<![A-Za-z\d])(?<!(?<![A-Za-z_])\.)(?<!\d-)\d{1,6}-\d{1,9}(?![A-Za-z\d]|\.\d)(?!-\d{1,4}(?![a-z\d]))/g;

/** The jobs that a text names, each once. */
export function jobsNamedIn(text: string): readonly string[] {
  return [...new Set(text.match(MENTION))];
}
