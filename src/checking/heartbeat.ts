import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';

export interface Heartbeat {
  readonly url: string;
  readonly everyMs: number;
}

const PATIENCE_MS = 10_000;

/**
 * A dead man's switch: while checks are watched, a GET goes to a monitor of others at most every `everyMs`. When nobody
 * keeps the book of checks any more, the monitor misses it. A beat that fails is logged, and the next one comes in its time.
 */
export function createHeartbeat({ url, everyMs }: Heartbeat, clock: Clock, log: Log): (at: number) => void {
  let last = Number.NEGATIVE_INFINITY;
  // The path of such a URL is often a secret.
  const { host } = new URL(url);
  const beat = async () => {
    try {
      const answer = await fetch(url, { signal: clock.timeout(PATIENCE_MS), redirect: 'error' });
      await answer.body?.cancel();
      if (!answer.ok) log.warn({ host, status: answer.status }, 'the heartbeat was not taken');
    } catch (error) {
      log.warn({ host, error: describeError(error).replaceAll(url, host) }, 'the heartbeat did not get through');
    }
  };
  return (at) => {
    if (at - last < everyMs) return;
    last = at;
    void beat();
  };
}
