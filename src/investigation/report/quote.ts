import type { Finding } from '../finding.ts';
import { tellingLine } from '../log-entry.ts';
import type { Fact, LogLine, Observation } from '../observation.ts';
import { briefly } from '../say.ts';

const LONGEST = 200;

/** The words of a log, an event or an answer that say what the cause is, once, without the stamp they carry. */
export interface Quote {
  readonly observation: Observation;
  readonly words: string;
}

/** What the finding itself quotes, else a complaint of a log, else what Kubernetes says most fully, else an answer; errors first, the last of them. */
export function quoteOf(cause: Finding | undefined): Quote | undefined {
  if (!cause) return undefined;
  const said = cause.because.flatMap((observation): readonly Quote[] => {
    const words = wordsOf(observation.fact);
    return words === undefined || words === '' ? [] : [{ observation, words: briefly(words, LONGEST) }];
  });
  const isQuoted = ({ words }: Quote) => cause.summary.includes(words.slice(0, TELLING).replace(/…$/, ''));
  const complaints = said.filter(({ observation: { fact } }) => fact.kind === 'log-line' && isComplaint(fact));
  const events = said.filter(({ observation: { fact } }) => fact.kind === 'kubernetes-event');
  const others = said.filter(({ observation: { fact } }) => fact.kind !== 'log-line');
  const errors = complaints.filter(({ observation: { fact } }) => fact.kind === 'log-line' && fact.level === 'error');
  const fullest = events.toSorted((a, b) => b.words.length - a.words.length)[0];
  return said.findLast(isQuoted) ?? errors.at(-1) ?? complaints.at(-1) ?? fullest ?? others.at(-1);
}

/** Enough of a text to know it again. */
const TELLING = 40;

function isComplaint({ level }: LogLine): boolean {
  return level === 'error' || level === 'warning';
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
      // A page says nothing.
      return fact.outcome === 'refused' && !PAGE.test(fact.detail) ? fact.detail : undefined;
    default:
      return undefined;
  }
}

const PAGE = /^(?:a page of HTML|<)/;

const STAMP = /^[[(]?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?[\])]?[\s,|:-]*/;
const WORD = '(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|CRITICAL|FATAL)';
const LEVEL = new RegExp(`^(?:[[(]${WORD}[\\])]|${WORD}\\b)[\\s:|-]*`, 'i');

/** Its module, behind the level. */
const LOGGER = /^[a-z_]\w*(?:\.[a-z_]\w*)+:?\s+/i;

/** A log line without the time, the level and the module at its head. */
export function withoutStamp(line: string): string {
  const words = line.trim().replace(STAMP, '');
  const bare = words.replace(LEVEL, '');
  return (bare === words ? words : bare.replace(LOGGER, '')).trim();
}
