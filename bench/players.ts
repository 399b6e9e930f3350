import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { systemClock } from '#lib/clock.ts';

/** One case or world with one seed. */
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

export interface Playing<P, O> {
  /** What each process runs: it says that it is ready, then answers each play with its outcome. */
  readonly file: string;
  /** Where it keeps what failed. */
  readonly folder: string;
  onOutcome(outcome: O): void;
  notPlayed(play: P, error: unknown): O;
}

/** Real time; a lab that is silent for so long has stopped. */
const LONGEST_MS = 180_000;

/** Plays in processes that take from one list; the outcomes come in the order in which they are known. */
export async function playInProcesses<P extends Play, O extends Play>(
  plays: readonly P[],
  { processes, atATimeEach, speed }: Pace,
  { file, folder, onOutcome, notPlayed }: Playing<P, O>,
): Promise<void> {
  const opening = Array.from({ length: processes }, () => openPlayer<P, O>(file, speed, folder));
  const players = await Promise.all(opening);
  const left = plays.values();
  const lane = async (player: Player<P, O>) => {
    for (const play of left) {
      onOutcome(await player.play(play).catch((error: unknown) => notPlayed(play, error)));
      if (player.isOver()) return;
    }
  };
  try {
    await Promise.all(players.flatMap((player) => Array.from({ length: atATimeEach }, () => lane(player))));
    for (const play of left) onOutcome(notPlayed(play, new Error('all players ended before')));
  } finally {
    for (const player of players) player.close();
  }
}

interface Player<P, O> {
  /** Rejects where the process ends, or says nothing for too long. */
  play(play: P): Promise<O>;
  isOver(): boolean;
  close(): void;
}

async function openPlayer<P extends Play, O extends Play>(
  file: string,
  speed: number,
  folder: string,
): Promise<Player<P, O>> {
  const child = fork(file, [folder, String(speed)]);
  child.setMaxListeners(0);
  const over = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`its process ended with ${signal ?? code}`);
  });
  // Without a listener an end between two plays would end the bench.
  over.catch(() => undefined);
  await Promise.race([once(child, 'message'), over]);
  return {
    play: (play) => Promise.race([answer<P, O>(child, play), over]),
    isOver: () => !child.connected,
    close: () => void child.kill('SIGKILL'),
  };
}

async function answer<P extends Play, O extends Play>(child: ChildProcess, play: P): Promise<O> {
  const given = new AbortController();
  const heard = new Promise<O>((resolve) => {
    const hear = (outcome: O) => {
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
