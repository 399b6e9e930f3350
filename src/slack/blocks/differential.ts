import type { Report } from '#investigation/report.ts';
import { healthyRuns } from '#investigation/report-differential.ts';
import type { SignalRow } from '#investigation/signals.ts';
import { oneLine } from './escape.ts';
import type { Reply } from './reply.ts';
import { bold, paragraph, plain, rich } from './rich.ts';
import { table, WORDS } from './tables.ts';

const MOST_NAMED = 8;
const LONGEST_NAMED = 80;

/** What differs from the last healthy runs, and what does not. Undefined where there is nothing to tell. */
export function differentialReply({ differential, verdict, alternatives }: Report): Reply | undefined {
  const isOfToday = alternatives !== undefined;
  if (!differential) return isOfToday && verdict !== 'healthy' ? words(NOTHING_TO_COMPARE) : undefined;
  const { runs, unusual, same } = differential;
  const before = healthyRuns(runs);
  if (unusual.length === 0)
    return verdict === 'healthy' ? undefined : words(`Nothing is unusual against ${before}`, notSuspicious(same));
  return table({
    title: `Unusual against ${before}`,
    ...(same.length > 0 && { note: notSuspicious(same) }),
    file: 'unusual.txt',
    columns: [WORDS, WORDS, WORDS],
    head: ['Signal', 'Now', 'Usually'],
    rows: unusual.map(({ label, now, usually }) => [label, now, usually]),
  });
}

const NOTHING_TO_COMPARE = 'No healthy run to compare with';

/** A signal that healthy runs have too is no cause, however odd it looks. */
function notSuspicious(same: readonly SignalRow[]): string {
  if (same.length === 0) return '';
  const named = same.slice(0, MOST_NAMED).map(({ label, now }) => oneLine(`${label} ${now}`, LONGEST_NAMED));
  const more = same.length > named.length ? ` and ${same.length - named.length} more` : '';
  return `Not suspicious, the same on healthy runs: ${named.join(', ')}${more}`;
}

function words(title: string, note = ''): Reply {
  const more = note === '' ? [] : [paragraph(plain(note))];
  return { content: { text: title, blocks: [rich(paragraph(bold(title)), ...more)] } };
}
