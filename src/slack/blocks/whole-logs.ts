import type { KnownBlock } from '@slack/types';
import type { Evidence } from '#investigation/evidence.ts';
import type { LogLine } from '#investigation/observation.ts';
import { clean } from '#lib/clean.ts';
import { timeOfDay } from '#lookups/logs/write-report.ts';
import type { Content } from '../message/content.ts';
import { cut, oneLine } from './escape.ts';
import { firstOf, lineLength } from './fit.ts';
import { bold, paragraph, plain, preformatted, rich, select } from './rich.ts';

/** Which of the entries are shown. */
export const LOGS_SHOWN = ['errors', 'backend', 'pod', 'all'] as const;
export type LogsShown = (typeof LOGS_SHOWN)[number];

const LABELS: Readonly<Record<LogsShown, string>> = { errors: 'Errors', backend: 'Backend', pod: 'Pod', all: 'All' };
const PASSES: Readonly<Record<LogsShown, (line: LogLine) => boolean>> = {
  errors: ({ level }) => level === 'error',
  backend: ({ source }) => source === 'backend',
  pod: ({ source }) => source !== 'backend',
  all: () => true,
};

export function isLogsShown(name: string): name is LogsShown {
  return LOGS_SHOWN.some((known) => known === name);
}

const ROOM = 9_000;

/**
 * What an investigation read of logs, entry by entry as it was written, the last of them where there is no room for all;
 * with a select for the others. Undefined where it read nothing. Errors, if any, unless told what to show.
 */
export function wholeLogs(evidence: Evidence, wanted?: LogsShown): Content | undefined {
  const { subject, observations } = evidence;
  const entries = observations.flatMap(({ at, fact }) => (fact.kind === 'log-line' ? [{ at, ...fact }] : []));
  if (entries.length === 0) return undefined;
  const shown = wanted ?? (entries.some(PASSES.errors) ? 'errors' : 'all');
  const passing = entries.filter(PASSES[shown]).toSorted((a, b) => (a.stamp ?? a.at) - (b.stamp ?? b.at));
  const texts = passing.map(entryText).toReversed();
  const kept = firstOf(texts, ROOM, lineLength).toReversed();
  const job = subject.job === undefined ? '' : ` of job ${oneLine(subject.job.id, 40)}`;
  const some = kept.length < passing.length ? `the last ${kept.length} of ${passing.length}` : `${kept.length}`;
  const title = `Log entries${job}: ${LABELS[shown].toLowerCase()}, ${some}`;
  const more = kept.length < passing.length ? ' Evidence attaches all of them.' : '';
  return {
    text: `${title}, times in UTC.${more}`,
    blocks: [
      rich(paragraph(bold(title), plain(`, times in UTC.${more}`))),
      ...(kept.length === 0 ? [] : [rich(preformatted(kept.join('\n')))]),
      filterOf(subject.investigation, entries, shown),
    ],
  };
}

/** All its lines. */
function entryText({ at, stamp = at, source, level, text }: LogLine & { readonly at: number }): string {
  const words = [timeOfDay(stamp), source, level === 'unknown' ? '–' : level, text].join('  ');
  return cut(clean(words).trim(), ROOM - 1);
}

function filterOf(investigation: string, entries: readonly LogLine[], shown: LogsShown): KnownBlock {
  const options = LOGS_SHOWN.map((name) => ({
    label: `${LABELS[name]} (${entries.filter(PASSES[name]).length})`,
    value: `${name}:${investigation.slice(0, 60)}`,
  }));
  return select('logs-shown', 'Which entries are shown', options, `${shown}:${investigation.slice(0, 60)}`);
}
