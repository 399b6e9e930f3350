import { scenarioCalled } from '#lab/scenario-list.ts';
import { atLeast, atMost, type Bench, percentile } from './bench.ts';
import { cutMoments } from './faults/cut/moments.ts';
import { type Cut, type CutRow, playCuts } from './faults/cut/play.ts';

const STORIES = ['healthy', 'consumer-never-created', 'unschedulable'];
const CUTS: Readonly<Record<string, Cut>> = { uncut: undefined, killed: 'SIGKILL', terminated: 'SIGTERM' };

/** Workers that are cut off in the middle of investigations, and what the next one makes of what they saw. */
export const cuts: Bench = {
  name: 'cuts',
  about: 'workers that are cut off at every moment of a run: whether what was seen survives, and nothing else is told',
  flags: Object.entries(CUTS).map(([name, cut]) => ({ name, about: `only this: ${cut ?? 'no cut, to compare with'}` })),
  async run({ runs, seed, flags, say }) {
    const chosen = Object.entries(CUTS).flatMap(([name, cut]) => (flags.size === 0 || flags.has(name) ? [cut] : []));
    const rows: CutRow[] = [];
    for (let n = 0; n < runs; n += 1)
      for (const story of STORIES)
        for (const cut of chosen) {
          const moments = cut ? cutMoments : cutMoments.slice(0, 3);
          await playCuts(scenarioCalled(story), cut, moments, seed + n, (row) => {
            rows.push(row);
            say(JSON.stringify(row));
          });
        }
    const cutOff = rows.filter(({ cut }) => cut !== 'none');
    const sum = (of: 'askedBefore' | 'keptBefore') => cutOff.reduce((total, row) => total + row[of], 0);
    const resumed = cutOff.map(({ resumedMs }) => resumedMs).filter((ms) => ms > 0);
    return {
      rows: rows.map((row) => ({ ...row, reported: String(row.reported) })),
      targets: [
        atMost('requests without a report', cutOff.filter(({ verdict }) => verdict === 'none').length, '', 0),
        atMost('final words that are false', cutOff.filter((row) => row.false !== '').length, '', 0),
        atMost('verdicts that are wrong', cutOff.filter(({ verdict }) => verdict === 'wrong').length, '', 0),
        atLeast(
          'of the looks before the cut that are kept',
          (100 * sum('keptBefore')) / Math.max(1, sum('askedBefore')),
          '%',
          95,
        ),
        ...(resumed.length > 0
          ? [atMost('until another run goes on, p95', percentile(resumed, 95) / 1_000, 's', 10)]
          : []),
      ],
    };
  },
};
