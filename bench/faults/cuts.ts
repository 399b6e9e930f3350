import { scenarioCalled } from '#lab/scenario-list.ts';
import { atLeast, atMost, type BenchOptions, type Measured, ofAll, percentile, type Target, wilson } from '../bench.ts';
import { cutMoments } from './cut/moments.ts';
import { type Cut, type CutRow, playCuts, REQUESTS } from './cut/play.ts';

const STORIES = ['healthy', 'consumer-never-created', 'unschedulable'];
const CUTS: Readonly<Record<string, Cut>> = {
  uncut: undefined,
  killed: 'SIGKILL',
  stopped: 'SIGSTOP',
  terminated: 'SIGTERM',
  'redis-away': 'CLIENT PAUSE',
};
/** Rounds to compare with. */
const UNCUT = 3;

/** Workers that are cut off in the middle of investigations, and what the next one makes of what they saw. */
export const cutFlags = Object.entries(CUTS).map(([name, cut]) => ({
  name,
  about: `only this: ${cut ?? 'no cut, to compare with'} at every moment of a run`,
}));

export async function playAllCuts({ runs, seed, flags, say }: BenchOptions): Promise<Measured> {
  const chosen = Object.entries(CUTS).flatMap(([name, cut]) => (flags.size === 0 || flags.has(name) ? [cut] : []));
  const rows: CutRow[] = [];
  const tell = (row: CutRow) => {
    rows.push(row);
    say(JSON.stringify(row));
  };
  for (let n = 0; n < runs; n += 1)
    for (const story of STORIES)
      for (const cut of chosen)
        await playCuts(scenarioCalled(story), cut, cut ? cutMoments : cutMoments.slice(0, UNCUT), seed + n, tell);
  return { rows: rows.map((row) => ({ ...row, reported: String(row.reported) })), targets: targetsOf(rows) };
}

function targetsOf(rows: readonly CutRow[]): readonly Target[] {
  const cutOff = rows.filter(({ cut, attempts }) => cut !== 'none' && attempts !== 1);
  if (cutOff.length === 0) return [];
  const none = (name: string, is: (row: CutRow) => boolean) => {
    const hits = cutOff.filter(is).length;
    return atMost(`cut off: ${name}`, hits, ofAll(hits, cutOff.length), 0);
  };
  const sum = (of: 'askedBefore' | 'keptBefore') => cutOff.reduce((total, row) => total + row[of], 0);
  const kept = (100 * sum('keptBefore')) / Math.max(1, sum('askedBefore'));
  const resumed = cutOff.map(({ resumedMs }) => resumedMs).filter((ms) => ms > 0);
  return [
    none('requests without a report', ({ verdict }) => verdict === 'none'),
    none('of a round with a root left at waiting or watching', ({ unfinished }) => unfinished > 0),
    none('of a round with final words that changed, or two replies', ({ retold }) => retold > 0),
    none('of a round with a job or root too many', ({ jobs, roots }) => jobs > REQUESTS || roots > REQUESTS),
    none('final words that are false', (row) => row.false !== ''),
    none('verdicts that are right in words that leave out what they should say', ({ verdict }) => verdict === 'unsaid'),
    none('verdicts that are wrong', ({ verdict }) => verdict === 'wrong'),
    ...asOftenRight(rows, cutOff),
    atLeast('cut off: of the looks before it that are kept', kept, '%', 95),
    ...(resumed.length > 0
      ? [atMost('cut off: until another run goes on, p95', percentile(resumed, 95) / 1_000, 's', 10)]
      : []),
  ];
}

/** Against the rounds of the same stories without a cut: not fewer than their share's lower bound. */
function asOftenRight(rows: readonly CutRow[], cutOff: readonly CutRow[]): readonly Target[] {
  const isRight = ({ verdict }: CutRow) => verdict === 'right';
  const uncut = rows.filter(({ cut }) => cut === 'none');
  if (uncut.length === 0) return [];
  const hits = cutOff.filter(isRight).length;
  const [least] = wilson(uncut.filter(isRight).length, uncut.length);
  const share = (100 * hits) / cutOff.length;
  return [
    atLeast('cut off: verdicts that are right', share, `% ${ofAll(hits, cutOff.length)}`, Math.floor(100 * least)),
  ];
}
