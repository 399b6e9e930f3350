import type { JobNames } from '#investigation/job-id.ts';
import type { LogLine } from '#investigation/observation.ts';
import { LONGEST_LINE } from './follow-log.ts';
import { type LogSource, readLogLine } from './log-line.ts';
import { createWrittenMask, MOST_LINES } from './mask-as-written.ts';

/** Makes facts of the lines of one run, masked. */
export interface RunMask {
  fact(raw: string): LogLine;
  /** A line that is kept already: it is only remembered, as a secret may begin in it. */
  pass(raw: string): void;
}

/** Of a line whose end was not read, so much of what was is let go: a secret that was cut may not show that it is one. */
const UNSURE = 4_096;

export function createRunMask(redact: (text: string) => string, from: LogSource, names?: JobNames): RunMask {
  const maskLine = createWrittenMask(redact);
  let passed: string[] = [];
  const fact = (raw: string) => {
    const isCut = raw.length * 4 >= LONGEST_LINE && Buffer.byteLength(raw) > LONGEST_LINE - 4;
    const mask = isCut ? (text: string) => maskLine(text).slice(0, -UNSURE) : maskLine;
    return readLogLine(raw, from, names, { redact: mask });
  };
  return {
    fact: (raw) => {
      for (const earlier of passed.splice(0)) fact(earlier);
      return fact(raw);
    },
    pass: (raw) => {
      passed.push(raw);
      if (passed.length > 2 * MOST_LINES) passed = passed.slice(-MOST_LINES);
    },
  };
}
