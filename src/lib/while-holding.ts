import type { Clock } from './clock.ts';
import { describeError } from './errors.ts';
import { createLease, type LeaseStore } from './lease.ts';
import type { Log } from './logger.ts';
import { settlesWithin } from './settles-within.ts';

export interface Holding {
  /**
   * What only the holder does, until the signal. `isHeld` tells at any moment whether nobody else can be the holder: a
   * process that slept knows at once.
   */
  work(signal: AbortSignal, isHeld: () => boolean): Promise<void>;
  readonly redis: LeaseStore;
  /** The lease's, such as `{focus}:watching:staging`. */
  readonly key: string;
  /** Unlike any other process's. */
  readonly holder: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Real ms, whatever clock the lab runs on; a holder that dies is followed by another one within one and a half times this. */
  readonly ttlMs?: number;
  readonly signal: AbortSignal;
}

const TTL_MS = 9_000;

/**
 * Lets one process of several do its work: tries to get the lease until it has it, works while it has it, stops at once
 * when it is lost and tries again. On the signal it stops, and lets another one have it. Rejects only with what the work
 * rejects with.
 */
export async function whileHolding(holding: Holding): Promise<void> {
  const { redis, key, holder, clock, log, ttlMs = TTL_MS, signal } = holding;
  const lease = createLease({ redis, key, holder, ttlMs, clock });
  const pauseMs = (ttlMs / 3) * speedOf(clock);
  const pause = () => clock.sleep(pauseMs, signal).catch(() => {});
  /** Redis may take its time to answer, or never do: the lease's own time is what counts. */
  const asked = async (ask: () => Promise<boolean>) => {
    const answer = ask().catch((error: unknown) => {
      log.debug({ key, error: describeError(error) }, 'the lease cannot be asked for');
      return false;
    });
    await Promise.race([answer, pause()]);
    return lease.isHeld();
  };

  try {
    while (!signal.aborted) {
      if (await asked(lease.acquire)) await hold();
      else await pause();
    }
  } finally {
    // Where Redis does not answer, the lease ends by itself.
    if (lease.isHeld()) await settlesWithin(clock, pauseMs, lease.release());
  }

  async function hold(): Promise<void> {
    log.info({ key }, 'the lease is held');
    const lost = new AbortController();
    let failed = false;
    const worked = holding.work(AbortSignal.any([signal, lost.signal]), lease.isHeld);
    worked.catch(() => {
      failed = true;
    });
    while (!signal.aborted && !failed && lease.isHeld()) {
      await pause();
      if (!signal.aborted) await asked(lease.renew);
    }
    lost.abort();
    await worked;
    log.info({ key }, 'the lease is let go');
  }
}

/** Ms of the clock in a real one. */
function speedOf(clock: Clock): number {
  return 1e6 / clock.real(1e6);
}
