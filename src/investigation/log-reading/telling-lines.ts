import type { Evidence } from '../evidence.ts';
import { tellingLine } from '../log-entry.ts';
import type { LogLine, Observation } from '../observation.ts';
import { createGroups, type Group, weightOf } from './groups.ts';
import { linesInOrder, type PlacedLine } from './order.ts';
import { signatureOf } from './signature.ts';

const MOST = 12;

/** The lines worth reading first, equal ones as one: errors before warnings, naming the job before not. */
export function tellingLines(evidence: Evidence): readonly Group<PlacedLine>[] {
  const groups = createGroups<PlacedLine>();
  for (const line of linesInOrder(evidence, ({ fact }) => weightOf(fact) > 0)) groups.add(line);
  return groups.list().slice(0, MOST);
}

/** The first line of each kind. */
export function onePerSignature(lines: readonly Observation<LogLine>[]): readonly Observation<LogLine>[] {
  const known = new Set<string>();
  return lines.filter(({ fact }) => {
    const signature = signatureOf(tellingLine(fact.text));
    const isFirst = !known.has(signature);
    known.add(signature);
    return isFirst;
  });
}
