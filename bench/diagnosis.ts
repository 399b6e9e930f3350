import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { explain } from '#investigation/investigate.ts';
import { atLeast, atMost, type Bench, type Measured, ofAll, percentile, row } from './bench.ts';
import { bigEvidence } from './diagnosis/big-evidence.ts';
import type { MatrixCase } from './diagnosis/matrix/case.ts';
import { cases } from './diagnosis/matrix/index.ts';
import { playAll, playsOf } from './diagnosis/play-all.ts';
import {
  accuracyRows,
  failureLine,
  isFailure,
  isPlayed,
  type Outcome,
  type Played,
  share,
  textTable,
} from './diagnosis/table.ts';
import type { Pace } from './players.ts';

// The lab's clock waits for a busy machine; at 40 times, a turn of the event loop is too long for a healthy configure.
const PACE: Pace = { processes: 2, atATimeEach: 5, speed: 12 };
const HEALTHY_RUNS = 300;
const BIG = 10_000;
const WARM_UP = 5;
const ROUNDS = 30;
const SAID_EVERY = 100;

/** The fault matrix of the lab, each case with seeds 1 to `--runs`, each judged by the rules alone. */
export const diagnosis: Bench = {
  name: 'diagnosis',
  about: 'how often the cause is right, open or wrong on faults of the lab; --runs N: seeds a case',
  async run({ runs, say }) {
    const judging = judgeBig();
    const folder = mkdtempSync(path.join(tmpdir(), 'focus-diagnosis-'));
    const healthy = cases.filter(({ level }) => level === 0).length;
    const runsOf = ({ level }: MatrixCase) => (level === 0 ? Math.max(runs, Math.ceil(HEALTHY_RUNS / healthy)) : runs);
    const plays = playsOf(cases, runsOf);
    say(
      `${cases.length} cases, ${plays.length} runs, ${PACE.processes * PACE.atATimeEach} at a time, ${PACE.speed} × real time`,
    );
    const outcomes: Outcome[] = [];
    const onOutcome = (outcome: Outcome) => {
      outcomes.push(outcome);
      if (isFailure(outcome)) say(failureLine(outcome));
      if (outcomes.length % SAID_EVERY === 0) say(`${outcomes.length} of ${plays.length}`);
    };
    await playAll(cases, plays, PACE, { folder, onOutcome });
    const failures = outcomes.filter(isFailure);
    say(textTable(accuracyRows(outcomes.filter(isPlayed))));
    say(`${failures.length} failures${failures.length > 0 ? `; the evidence of each is in ${folder}` : ''}`);
    return measured(outcomes, judging);
  },
};

function measured(outcomes: readonly Outcome[], judging: readonly number[]): Measured {
  const played = outcomes.filter(isPlayed);
  const of = (...levels: readonly number[]) => played.filter(({ level }) => levels.includes(level));
  const healthy = of(0);
  const alarms = healthy.filter(({ score }) => !score.right).length;
  const claims = played.reduce((sum, { recheck }) => sum + recheck.claims, 0);
  const held = played.reduce((sum, { recheck }) => sum + recheck.held, 0);
  const judgedMs = played.map((one) => one.judgedMs);
  return {
    rows: [
      ...accuracyRows(played),
      { what: 'false alarms on healthy runs', samples: healthy.length, count: alarms },
      { what: 'claims whose observations re-check', samples: claims, count: held },
      row('evidence to verdict, ms', judgedMs),
      row(`evidence to verdict, ${BIG} observations, ms`, judging),
      ...outcomes.filter(isFailure).map((one) => ({ failure: one.id, seed: one.seed, said: failureLine(one) })),
    ],
    targets: [
      atLeast('levels 1 and 2: cause is right', ...shareOf(of(1, 2), ({ right }) => right), 98),
      atLeast('level 3: right, or open with the truth named', ...shareOf(of(3), ({ rightOrOpen }) => rightOrOpen), 95),
      atMost('level 3: confident and wrong', ...shareOf(of(3), ({ confidentlyWrong }) => confidentlyWrong), 1),
      atLeast('level 4: one of the two, none invented', ...shareOf(of(4), (score) => score.nothingInvented), 90),
      atLeast('healthy runs', healthy.length, '', HEALTHY_RUNS),
      atMost('false alarms on them', alarms, ofAll(alarms, healthy.length), 0),
      atLeast(`claims that re-check, of ${claims}`, claims === 0 ? 0 : (100 * held) / claims, '%', 100),
      atMost(`runs that could not be played, of ${outcomes.length}`, outcomes.length - played.length, '', 0),
      atMost('evidence to verdict, median', percentile(judgedMs, 50), 'ms', 20),
      atMost(`evidence to verdict, ${BIG} observations, median`, percentile(judging, 50), 'ms', 20),
    ],
  };
}

/** ms each, once the code is warm. Each is new evidence: what is remembered of an earlier one does not help. */
function judgeBig(): readonly number[] {
  const big = bigEvidence(BIG);
  const rounds = Array.from({ length: WARM_UP + ROUNDS }, () => {
    const evidence = { ...big, observations: [...big.observations] };
    const began = performance.now();
    explain(evidence);
    return performance.now() - began;
  });
  return rounds.slice(WARM_UP);
}

/** In percent, with which share it may really be. */
function shareOf(played: readonly Played[], is: (score: Played['score']) => boolean): readonly [number, string] {
  const hits = played.filter(({ score }) => is(score)).length;
  return [share(played, is), `% ${ofAll(hits, played.length)}`];
}
