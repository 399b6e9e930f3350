import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compose } from '#lab/worlds/compose.ts';
import { describeError } from '#lib/errors.ts';
import type { Bench, Measured } from './bench.ts';
import { textTable } from './diagnosis/table.ts';
import { type Pace, playInProcesses } from './players.ts';
import { keepSmallest } from './worlds/keep.ts';
import { ingredientsOf, type WorldOutcome, type WorldPlay } from './worlds/outcome.ts';
import { record } from './worlds/record.ts';
import { playStarved } from './worlds/starved.ts';
import { playStarvedWorlds, stallOf } from './worlds/starved-worlds.ts';
import { failureLine, failureRows, fateRows, isFailure, targetsOf } from './worlds/table.ts';

const PACE: Pace = { processes: 2, atATimeEach: 8, speed: 12 };
const SAID_EVERY = 100;

/** What nobody wrote down: worlds of the seeds from `--seed` on, each judged by the rules and held against what was so. */
export const worlds: Bench = {
  name: 'worlds',
  about: 'how the verdicts hold in random worlds; --runs N: worlds, --seed S: the first one',
  flags: [
    { name: 'keep', about: `write the smallest form of each kind that failed to test/runs/worlds` },
    { name: 'record', about: 'write how often each rule held to src/investigation/diagnosis/held-in-worlds.ts' },
    { name: 'starved', about: 'healthy worlds instead, in which the bot loses the processor for 0.5 to 10 s' },
  ],
  run({ runs, seed, flags, say }) {
    if (flags.has('starved')) return playStarved({ runs, seed, say });
    return playRandom({ runs, seed, say, keep: flags.has('keep'), isRecorded: flags.has('record') });
  },
};

interface Wanted {
  readonly runs: number;
  readonly seed: number;
  readonly keep: boolean;
  readonly isRecorded: boolean;
  say(line: string): void;
}

async function playRandom({ runs, seed: first, keep, isRecorded, say }: Wanted): Promise<Measured> {
  const folder = mkdtempSync(path.join(tmpdir(), 'focus-worlds-'));
  const plays = Array.from({ length: runs }, (_, i): WorldPlay => {
    const seed = first + i;
    return { id: `world-${seed}`, seed, plan: compose(seed) };
  });
  say(`${runs} worlds from seed ${first}, ${PACE.processes * PACE.atATimeEach} at a time, ${PACE.speed} × real time`);
  const began = performance.now();
  const outcomes: WorldOutcome[] = [];
  const starved = plays.filter(({ plan }) => stallOf(plan));
  say(`${starved.length} of them in real time, whose bot loses the processor`);
  const onOutcome = (outcome: WorldOutcome) => {
    outcomes.push(outcome);
    if (isFailure(outcome)) say(failureLine(outcome));
    if (outcomes.length % SAID_EVERY === 0) say(`${outcomes.length} of ${runs}`);
  };
  const fast = plays.filter(({ plan }) => !stallOf(plan));
  const playing = playInProcesses<WorldPlay, WorldOutcome>(fast, PACE, {
    file: 'bench/worlds/player.ts',
    folder,
    notPlayed: ({ id, seed, plan }, error) => ({
      ...{ id, seed, ingredients: ingredientsOf(plan) },
      ...{ failings: [], error: describeError(error) },
    }),
    onOutcome,
  });
  await Promise.all([playing, playStarvedWorlds(starved, folder, onOutcome)]);
  const seconds = Math.round((performance.now() - began) / 1_000);
  const failures = failureRows(outcomes);
  say(textTable(fateRows(outcomes)));
  if (failures.length > 0) say(`${textTable(failures)}\nthe evidence of each is in ${folder}`);
  say(`${runs} worlds in ${seconds} s`);
  if (isRecorded) record(outcomes, `Worlds of the seeds ${first} to ${first + runs - 1}`);
  if (keep) await keepSmallest(outcomes, compose, PACE.speed, say);
  return {
    targets: targetsOf(outcomes),
    rows: [
      ...fateRows(outcomes),
      ...failures,
      { what: 'starved worlds', worlds: starved.length },
      { what: 'seconds', seconds },
    ],
  };
}
