import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { milestoneOfStage } from '#lab/run.ts';
import { describeError } from '#lib/errors.ts';
import { atLeast, atMost, type Bench, percentile, type Row, type Target } from './bench.ts';
import { textTable } from './diagnosis/table.ts';
import { playInProcesses } from './players.ts';
import type { Dated, Dater, TimingOutcome } from './timing/dated.ts';
import { conditions, type TimingPlay, timingPlays } from './timing/plan.ts';

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
    const plays = timingPlays(first, runs);
    const outcomes: TimingOutcome[] = [];
    const tools = {
      file: 'bench/timing/player.ts',
      folder: mkdtempSync(path.join(tmpdir(), 'focus-timing-')),
      notPlayed: ({ id, seed, condition, clusterAheadMs }: TimingPlay, error: unknown): TimingOutcome => ({
        ...{ id, seed, condition, clusterAheadMs, unexplained: 0, verdict: 'none', requests: { bot: 0, seeds: 0 } },
        ...{ dated: { bot: [], seeds: [], 'kube-burner': [], clusterloader2: [] }, error: describeError(error) },
      }),
      onOutcome: (outcome: TimingOutcome) => {
        outcomes.push(outcome);
        if (outcome.error) say(`${outcome.id}: ${outcome.error}`);
        if (outcomes.length % 100 === 0) say(`${outcomes.length} of ${runs}`);
      },
    };
    const isBusy = ({ condition }: TimingPlay) => condition === 'busy';
    await playInProcesses<TimingPlay, TimingOutcome>(
      plays.filter((play) => !isBusy(play)),
      PACE,
      tools,
    );
    const stop = makeBusy();
    await playInProcesses<TimingPlay, TimingOutcome>(plays.filter(isBusy), PACE, tools).finally(stop);
    const plain = outcomes.filter(({ condition }) => condition === 'plain');
    const rows = DATERS.flatMap((dater) =>
      Object.values(milestoneOfStage).flatMap((milestone) => rowOf(plain, dater, milestone)),
    );
    say(textTable(rows));
    return { rows, targets: targetsOf(outcomes) };
  },
};

/** A process on each processor that takes all it gets; the answer ends them. */
function makeBusy(): () => void {
  const spinning = cpus().map(() => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
  return () => {
    for (const one of spinning) one.kill('SIGKILL');
  };
}

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
  const plain = outcomes.filter(({ condition }) => condition === 'plain');
  const requests = (who: 'bot' | 'seeds') => plain.reduce((sum, outcome) => sum + outcome.requests[who], 0);
  const failing = outcomes.filter(({ condition, error }) => condition === 'failing' && !error);
  return [
    ...TARGETS.map(([milestone, p, most]) =>
      atMost(`${milestone}: off by, p${p}`, offAt(plain, 'bot', milestone, p), 'ms', most),
    ),
    ...groupsOf(outcomes).map(([name, of]) => atLeast(`intervals that are true, ${name}`, trueShare(of), '%', 99)),
    atMost('of the whole way not told apart', 100 * mean(plain.map(({ unexplained }) => unexplained)), '%', 5),
    atMost('requests to Focus Server, of the seeds’', requests('bot') / Math.max(1, requests('seeds')), '×', 0.33),
    atMost(
      'requests to Focus Server of a failing run, most',
      Math.max(0, ...failing.map((one) => one.requests.bot)),
      '',
      60,
    ),
    ...aheadOf(plain),
    atMost('jobs that were not played', outcomes.filter(({ error }) => error).length, '', 0),
  ];
}

/** What was not dated is a minute off. */
function offAt(outcomes: readonly TimingOutcome[], dater: Dater, milestone: string, p: number): number {
  const errors = datedBy(outcomes, dater, milestone).map((one) => (isDated(one) ? Math.abs(off(one)) : 60_000));
  return percentile(errors, p);
}

function trueShare(outcomes: readonly TimingOutcome[]): number {
  const dated = outcomes.flatMap((one) => one.dated.bot).filter(isDated);
  return (100 * dated.filter(covers).length) / Math.max(1, dated.length);
}

/** By what was in the bot's way, and by how far the cluster's clock was off. */
function groupsOf(outcomes: readonly TimingOutcome[]): readonly (readonly [string, readonly TimingOutcome[]])[] {
  const bySkew = Map.groupBy(outcomes, ({ clusterAheadMs }) => Math.abs(clusterAheadMs));
  const of = [
    ...conditions.map((name) => [name, outcomes.filter(({ condition }) => condition === name)] as const),
    ...[...bySkew].map(([ms, those]) => [`clocks ${ms / 1_000} s apart`, those] as const),
  ];
  return of.filter(([, those]) => those.length > 0);
}

/** Half the error of another is 0.5; only what that one dates is compared. */
function aheadOf(plain: readonly TimingOutcome[]): readonly Target[] {
  return DATERS.slice(1).flatMap((dater) =>
    Object.values(milestoneOfStage).flatMap((milestone) => {
      const theirs = datedBy(plain, dater, milestone).filter(isDated);
      if (theirs.length === 0) return [];
      const ratio = offAt(plain, 'bot', milestone, 50) / Math.max(1, offAt(plain, dater, milestone, 50));
      return [atMost(`${milestone}: off by, of ${dater}`, ratio, '×', 1)];
    }),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
