import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describeError } from '#lib/errors.ts';
import { atLeast, atMost, type Bench, row } from './bench.ts';
import { cases } from './diagnosis/matrix/index.ts';
import { playsOf } from './diagnosis/play-all.ts';
import { type Pace, type Play, playInProcesses } from './players.ts';
import type { Both, Outcome } from './watched/outcome.ts';

const PACE: Pace = { processes: 2, atATimeEach: 5, speed: 12 };

/** Cases of jobs that somebody else can start. How configure answered, and where the stream is, only who asked was told. */
const watchable = cases.filter(
  ({ subject, truth }) =>
    subject === undefined && !truth.some((id) => /^(configure|stream)-|^no-data-source$/.test(id)),
);

export const watched: Bench = {
  name: 'watched',
  about: 'whether a watched job gets the verdict of one of our own, and what it costs; --runs N: seeds a case',
  async run({ runs, seed: first, say }) {
    const folder = mkdtempSync(path.join(tmpdir(), 'focus-watched-'));
    const plays = playsOf(watchable, () => runs).map(({ id, seed }) => ({ id, seed: seed + first - 1 }));
    say(`${watchable.length} cases, ${plays.length} runs, each as watched and as active`);
    const outcomes: Outcome[] = [];
    await playInProcesses<Play, Outcome>(plays, PACE, {
      folder,
      file: 'bench/watched/player.ts',
      onOutcome: (outcome) => {
        outcomes.push(outcome);
        const line = differenceOf(outcome);
        if (line !== undefined) say(`${outcome.id} seed ${outcome.seed}: ${line}`);
      },
      notPlayed: (play, error) => ({ ...play, error: describeError(error) }),
    });
    const both = outcomes.flatMap((outcome) => outcome.both ?? []);
    const born = outcomes.filter(({ noBirth }) => noBirth === undefined);
    const requests = both.map((one) => one.requests);
    say(`${outcomes.length - born.length} without a job to watch; evidence of what differs is in ${folder}`);
    return {
      rows: [row('requests to Focus Server a watched job', requests)],
      targets: [
        atLeast(`same verdict, of ${both.length}`, share(both, sameVerdict), '%', 95),
        atLeast('same verdict and same cause', share(both, sameCause), '%', 90),
        atMost('requests to Focus Server, the most', Math.max(0, ...requests), '', 10),
        atMost('runs that could not be played', born.length - both.length, '', 0),
      ],
    };
  },
};

function sameVerdict({ active, watched: seen }: Both): boolean {
  return active.verdict === seen.verdict;
}

function sameCause(both: Both): boolean {
  return sameVerdict(both) && both.active.cause === both.watched.cause;
}

/** In percent; of none 0, so that a target on them is missed. */
function share(all: readonly Both[], is: (one: Both) => boolean): number {
  return all.length === 0 ? 0 : (100 * all.filter(is).length) / all.length;
}

function differenceOf({ both, error }: Outcome): string | undefined {
  if (error !== undefined) return `could not be played: ${error}`;
  if (!both || sameCause(both)) return undefined;
  const words = ({ verdict, cause }: Both['active']) => `${verdict} (${cause})`;
  return `active ${words(both.active)}, watched ${words(both.watched)}, ${both.requests} requests`;
}
