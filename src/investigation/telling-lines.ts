import { type Evidence, observed } from './evidence.ts';
import type { LogLine, Observation } from './observation.ts';

const MOST = 12;

/** The log lines worth reading first: errors before warnings, naming the job before not, one of each kind. */
export function tellingLines(evidence: Evidence): readonly Observation<LogLine>[] {
  return onePerSignature(observed(evidence, 'log-line').filter(({ fact }) => weight(fact) > 0))
    .toSorted((a, b) => weight(b.fact) - weight(a.fact) || a.at - b.at)
    .slice(0, MOST);
}

/** The first line of each kind. */
export function onePerSignature(lines: readonly Observation<LogLine>[]): readonly Observation<LogLine>[] {
  const firsts = lines.toReversed().map((line) => [signature(line.fact.text), line] as const);
  return [...new Map(firsts).values()].toReversed();
}

function weight({ level, namesJob, source }: LogLine): number {
  const severity = level === 'error' ? 8 : level === 'warning' ? 4 : 0;
  const close = namesJob ? 3 : source === 'backend' ? 0 : 2;
  return severity > 0 ? severity + close : namesJob ? 1 : 0;
}

/** Equal but for numbers, ids and times: the same complaint. */
function signature(text: string): string {
  return text.replace(/[0-9a-f]{8,}|\d+/gi, '#');
}
