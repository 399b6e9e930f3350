import type { Finding } from '../finding.ts';
import { tellingLine } from '../log-entry.ts';
import type { Fact, Observation } from '../observation.ts';
import { briefly } from '../say.ts';

const LONGEST = 200;

/** The words of a log, an event or an answer that say what the cause is, once, without the stamp they carry. */
export interface Quote {
  readonly observation: Observation;
  readonly words: string;
}

/** The one that says most: the log of the part itself before Kubernetes, Kubernetes before an answer. */
export function quoteOf(cause: Finding | undefined): Quote | undefined {
  const said = (cause?.because ?? []).flatMap((observation): readonly Quote[] => {
    const words = wordsOf(observation.fact);
    return words === undefined || words === '' ? [] : [{ observation, words: briefly(words, LONGEST) }];
  });
  return said.toSorted((a, b) => rank(a) - rank(b))[0];
}

function rank({ observation: { fact } }: Quote): number {
  if (fact.kind === 'log-line') return fact.level === 'error' || fact.level === 'warning' ? 0 : 3;
  return fact.kind === 'kubernetes-event' ? 1 : 2;
}

function wordsOf(fact: Fact): string | undefined {
  switch (fact.kind) {
    case 'log-line':
      return withoutStamp(tellingLine(fact.text));
    case 'kubernetes-event':
      return fact.type === 'Warning' ? fact.message : undefined;
    case 'kubernetes-job-state':
      return fact.failure?.message;
    case 'pod-state':
      return (
        fact.message ??
        fact.unschedulable ??
        fact.containers.find(({ state, message }) => state !== 'running' && message !== undefined)?.message
      );
    case 'configure-answer':
      return fact.outcome === 'refused' ? fact.detail : undefined;
    default:
      return undefined;
  }
}

const STAMP = /^[[(]?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?[\])]?[\s,|:-]*/;
const LEVEL = /^[[(]?(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|CRITICAL|FATAL)[\])]?\b[\s:|-]*/i;

/** A log line without the time and the level at its head. */
export function withoutStamp(line: string): string {
  return line.trim().replace(STAMP, '').replace(LEVEL, '').trim();
}
