import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { seededRandom } from '#lab/random.ts';
import { systemClock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { MatrixCase } from './matrix/case.ts';
import { causeOf, type Outcome } from './table.ts';

/** One case with one seed. */
export interface Play {
  readonly id: string;
  readonly seed: number;
}

export interface Pace {
  readonly processes: number;
  /** Labs side by side in a process; they mostly wait. */
  readonly atATimeEach: number;
  /** Times real time. */
  readonly speed: number;
}

/** Real time; a lab that is silent for so long has stopped. */
const LONGEST_MS = 180_000;

/** Each case with seeds from 1, all of one seed before those of the next, mixed so that quick ones do not come at once. */
export function playsOf(cases: readonly MatrixCase[], runsOf: (one: MatrixCase) => number): readonly Play[] {
  const random = seededRandom(1);
  const most = Math.max(0, ...cases.map(runsOf));
  return Array.from({ length: most }, (_, i) => i + 1).flatMap((seed) =>
    cases
      .filter((one) => seed <= runsOf(one))
      .map(({ id }) => ({ play: { id, seed }, place: random.next() }))
      .sort((a, b) => a.place - b.place)
      .map(({ play }) => play),
  );
}

/** Plays in processes that take from one list; the outcomes come in the order in which they are known. */
export async function playAll(
  cases: readonly MatrixCase[],
  plays: readonly Play[],
  { processes, atATimeEach, speed }: Pace,
  { folder, onOutcome }: { readonly folder: string; onOutcome(outcome: Outcome): void },
): Promise<void> {
  const byId = new Map(cases.map((one) => [one.id, one]));
  const players = await Promise.all(Array.from({ length: processes }, () => openPlayer(speed, folder)));
  const left = plays.values();
  const lane = async (player: Player) => {
    for (const play of left) {
      onOutcome(await player.play(play).catch((error: unknown) => notPlayed(play, byId.get(play.id), error)));
      if (player.isOver()) return;
    }
  };
  try {
    await Promise.all(players.flatMap((player) => Array.from({ length: atATimeEach }, () => lane(player))));
    for (const play of left) onOutcome(notPlayed(play, byId.get(play.id), new Error('all players ended before')));
  } finally {
    for (const player of players) player.close();
  }
}

function notPlayed(play: Play, one: MatrixCase | undefined, error: unknown): Outcome {
  return { ...play, level: one?.level ?? 0, cause: one ? causeOf(one) : 'unknown', error: describeError(error) };
}

interface Player {
  /** Rejects where the process ends, or says nothing for too long. */
  play(play: Play): Promise<Outcome>;
  isOver(): boolean;
  close(): void;
}

async function openPlayer(speed: number, folder: string): Promise<Player> {
  const child = fork('bench/diagnosis/player.ts', [folder, String(speed)]);
  child.setMaxListeners(0);
  const over = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`its process ended with ${signal ?? code}`);
  });
  // Without a listener an end between two plays would end the bench.
  over.catch(() => undefined);
  await Promise.race([once(child, 'message'), over]);
  return {
    play: (play) => Promise.race([answer(child, play), over]),
    isOver: () => !child.connected,
    close: () => void child.kill('SIGKILL'),
  };
}

async function answer(child: ChildProcess, play: Play): Promise<Outcome> {
  const given = new AbortController();
  const heard = new Promise<Outcome>((resolve) => {
    const hear = (outcome: Outcome) => {
      if (outcome.id === play.id && outcome.seed === play.seed) resolve(outcome);
    };
    child.on('message', hear);
    given.signal.addEventListener('abort', () => child.off('message', hear), { once: true });
  });
  child.send(play);
  try {
    return await Promise.race([heard, tooLate(given.signal)]);
  } finally {
    given.abort();
  }
}

async function tooLate(signal: AbortSignal): Promise<never> {
  await systemClock.sleep(LONGEST_MS, signal).catch(() => undefined);
  throw new Error(`no end in ${LONGEST_MS / 1_000} s`);
}
