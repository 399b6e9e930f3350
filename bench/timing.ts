import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { milestoneOfStage } from '#lab/run.ts';
import { describeError } from '#lib/errors.ts';
import { atLeast, atMost, type Bench, percentile, type Row, type Target } from './bench.ts';
import { textTable } from './diagnosis/table.ts';
import { playInProcesses } from './players.ts';
import type { Dated, Dater, TimingOutcome } from './timing/dated.ts';
import { type TimingPlay, timingPlay } from './timing/plan.ts';

const PACE = { processes: 2, atATimeEach: 6, speed: 1 };
const DATERS: readonly Dater[] = ['bot', 'seeds', 'kube-burner', 'clusterloader2'];

/** ms, as the middle of the interval is off: half of all runs, and 95 or 99 of a hundred. */
const TARGETS: readonly (readonly [milestone: Dated['milestone'], p: number, most: number])[] = [
  ['metadata-answers', 50, 30],
  ['metadata-answers', 99, 150],
  ['container-started', 50, 60],
  ['container-started', 95, 200],
  ['pod-ready', 50, 60],
  ['pod-ready', 95, 200],
  ['pod-scheduled', 50, 20],
  ['job-created', 50, 60],
  ['pod-created', 50, 60],
  ['queue-created', 50, 50],
  ['consumer-attached', 50, 50],
];

/** How far the bot dates the moments of a job from when they were, beside others in the same runs. */
export const timing: Bench = {
  name: 'timing',
  about:
    'how exactly the moments of a job are dated; --runs N: jobs, in real time, with consumers 0 to 22 s late and clocks up to 9 s apart',
  async run({ runs, seed: first, say }) {
    const plays = Array.from({ length: runs }, (_, i) => timingPlay(first + i));
    const outcomes: TimingOutcome[] = [];
    await playInProcesses<TimingPlay, TimingOutcome>(plays, PACE, {
      file: 'bench/timing/player.ts',
      folder: mkdtempSync(path.join(tmpdir(), 'focus-timing-')),
      notPlayed: ({ id, seed }, error) => ({
        ...{ id, seed, verdict: 'none', requests: { bot: 0, seeds: 0 } },
        ...{ dated: { bot: [], seeds: [], 'kube-burner': [], clusterloader2: [] }, error: describeError(error) },
      }),
      onOutcome: (outcome) => {
        outcomes.push(outcome);
        if (outcome.error) say(`${outcome.id}: ${outcome.error}`);
        if (outcomes.length % 100 === 0) say(`${outcomes.length} of ${runs}`);
      },
    });
    const rows = DATERS.flatMap((dater) =>
      Object.values(milestoneOfStage).flatMap((milestone) => rowOf(outcomes, dater, milestone)),
    );
    say(textTable(rows));
    return { rows, targets: targetsOf(outcomes) };
  },
};

function datedBy(outcomes: readonly TimingOutcome[], dater: Dater, milestone: string): readonly Dated[] {
  return outcomes.flatMap(({ dated }) => dated[dater].filter((one) => one.milestone === milestone));
}

/** ms that the middle is after the truth. */
function off({ earliest, latest, truth }: Dated): number {
  return earliest === undefined || latest === undefined ? Number.NaN : (earliest + latest) / 2 - truth;
}

function isDated({ earliest }: Dated): boolean {
  return earliest !== undefined;
}

function covers({ earliest = 0, latest = 0, truth }: Dated): boolean {
  return earliest <= truth && truth <= latest;
}

function rowOf(outcomes: readonly TimingOutcome[], dater: Dater, milestone: string): readonly Row[] {
  const all = datedBy(outcomes, dater, milestone);
  const dated = all.filter(isDated);
  if (dated.length === 0) return [];
  const errors = dated.map((one) => Math.abs(off(one)));
  const widths = dated.map(({ earliest = 0, latest = 0 }) => latest - earliest);
  const at = (values: readonly number[], p: number) => Math.round(percentile(values, p));
  return [
    {
      ...{ dater, milestone, jobs: all.length, dated: dated.length },
      bias: at(dated.map(off), 50),
      ...{ p50: at(errors, 50), p95: at(errors, 95), p99: at(errors, 99) },
      'width p50': at(widths, 50),
      'true %': Math.round((1_000 * dated.filter(covers).length) / dated.length) / 10,
    },
  ];
}

function targetsOf(outcomes: readonly TimingOutcome[]): readonly Target[] {
  const bot = outcomes.flatMap(({ dated }) => dated.bot).filter(isDated);
  const requests = (who: 'bot' | 'seeds') => outcomes.reduce((sum, outcome) => sum + outcome.requests[who], 0);
  return [
    ...TARGETS.map(([milestone, p, most]) => {
      const errors = datedBy(outcomes, 'bot', milestone).map((one) => (isDated(one) ? Math.abs(off(one)) : 60_000));
      return atMost(`${milestone}: off by, p${p}`, percentile(errors, p), 'ms', most);
    }),
    atLeast('intervals that are true', (100 * bot.filter(covers).length) / Math.max(1, bot.length), '%', 99),
    atMost('requests to Focus Server, of the seeds’', requests('bot') / Math.max(1, requests('seeds')), '×', 0.33),
    atMost('jobs that were not played', outcomes.filter(({ error }) => error).length, '', 0),
  ];
}
