import { scenarioCalled } from '#lab/scenario-list.ts';
import { atLeast, atMost, type BenchOptions, type Measured, percentile, type Target } from '../bench.ts';
import { cutMoments } from './cut/moments.ts';
import { type Cut, type CutRow, playCuts } from './cut/play.ts';

const STORIES = ['healthy', 'consumer-never-created', 'unschedulable'];
const CUTS: Readonly<Record<string, Cut>> = {
  uncut: undefined,
  killed: 'SIGKILL',
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
  const cutOff = rows.filter(({ cut }) => cut !== 'none');
  if (cutOff.length === 0) return [];
  const sum = (of: 'askedBefore' | 'keptBefore') => cutOff.reduce((total, row) => total + row[of], 0);
  const kept = (100 * sum('keptBefore')) / Math.max(1, sum('askedBefore'));
  const resumed = cutOff.map(({ resumedMs }) => resumedMs).filter((ms) => ms > 0);
  return [
    atMost('cut off: requests without a report', cutOff.filter(({ verdict }) => verdict === 'none').length, '', 0),
    atMost('cut off: final words that are false', cutOff.filter((row) => row.false !== '').length, '', 0),
    atMost('cut off: verdicts that are wrong', cutOff.filter(({ verdict }) => verdict === 'wrong').length, '', 0),
    atLeast('cut off: of the looks before it that are kept', kept, '%', 95),
    ...(resumed.length > 0
      ? [atMost('cut off: until another run goes on, p95', percentile(resumed, 95) / 1_000, 's', 10)]
      : []),
  ];
}
