import type { IncomingMessage } from 'node:http';
import type { Clock } from '#lib/clock.ts';

/** A stream stayed open and nothing came: the container is quiet, or its log was rotated and the kubelet follows the old file. */
export class QuietError extends Error {}

/** Ends the streams of one log of which nothing comes. */
export interface Quiet {
  /** What comes of a body, until nothing comes for a while: then a QuietError. */
  guard(body: IncomingMessage): AsyncGenerator<Uint8Array>;
  /** Something new came: the next silence is a short one again. */
  end(): void;
}

/** A log that rotates is written fast; one that is quiet for long is asked for seldom. */
const FIRST_MS = 5_000;
const LONGEST_MS = 60_000;

export function createQuiet(clock: Clock): Quiet {
  let patienceMs = FIRST_MS;
  return {
    async *guard(body) {
      const ended = new AbortController();
      let heardAt = clock.now();
      const listen = async () => {
        for (let left = patienceMs; left > 0; left = heardAt + patienceMs - clock.now())
          await clock.sleep(left, ended.signal);
        patienceMs = Math.min(2 * patienceMs, LONGEST_MS);
        body.destroy(new QuietError('nothing came'));
      };
      listen().catch(() => {});
      try {
        for await (const chunk of body) {
          heardAt = clock.now();
          yield chunk;
        }
      } finally {
        ended.abort();
      }
    },
    end: () => {
      patienceMs = FIRST_MS;
    },
  };
}
