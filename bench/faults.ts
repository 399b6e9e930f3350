import { scenarioCalled } from '#lab/scenario-list.ts';
import { atMost, type Bench, ofAll, type Row, type Target } from './bench.ts';
import { strays } from './bot-process.ts';
import { cutFlags, playAllCuts } from './faults/cuts.ts';
import { faults } from './faults/fault.ts';
import type { Outcome } from './faults/judge.ts';
import { playFault } from './faults/play.ts';

/** Faults as they happen, to the bot's own processes on a real Redis: what people read afterwards. */
export const faultsBench: Bench = {
  name: 'faults',
  about: 'processes that are stopped, killed and cut off: whether what people read afterwards is whole and true',
  flags: [...faults.map(({ name, about }) => ({ name, about: `only this: ${about}` })), ...cutFlags],
  async run(options) {
    const { runs, seed, say } = options;
    const flags = new Set([...options.flags].map(kebab));
    const chosen = faults.filter(({ name }) => flags.size === 0 || flags.has(name));
    const outcomes: (Outcome & { readonly fault: string; readonly moment: string })[] = [];
    for (const fault of chosen) {
      for (let n = 0; n < runs; n++) {
        const outcome = await playFault(fault, scenarioCalled('healthy'), seed + n);
        outcomes.push({ fault: fault.name, moment: fault.moment.name, ...outcome });
        say(`${fault.name}, ${n + 1} of ${runs}: ${JSON.stringify(outcome)}`);
      }
    }
    const cuts = await playAllCuts({ ...options, flags });
    return {
      rows: [...outcomes.map((outcome): Row => ({ ...outcome })), ...cuts.rows],
      targets: [...targetsOf(outcomes), ...cuts.targets, strays.target()],
    };
  },
};

function targetsOf(outcomes: readonly Outcome[]): readonly Target[] {
  if (outcomes.length === 0) return [];
  const sum = (what: keyof Outcome) => outcomes.reduce((total, outcome) => total + outcome[what], 0);
  const none = (name: string, hits: number) =>
    atMost(name, hits, ofAll(Math.min(hits, sum('requests')), sum('requests')), 0);
  return [
    none('requests without a report', sum('requests') - sum('reported')),
    none('root messages left at waiting or watching', sum('leftAtProgress')),
    none('finished reports that were overwritten', sum('overwritten')),
    none('final words that are false', sum('false')),
    none('threads of two runs', sum('twoRuns')),
    none('messages and jobs twice', sum('duplicates')),
  ];
}

/** As it was typed: the command line names it in camel case. */
function kebab(flag: string): string {
  return flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
