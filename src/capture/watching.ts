import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import { createLease, type LeaseStore } from '#lib/lease.ts';
import type { Log } from '#lib/logger.ts';
import type { Capturer } from './capturer.ts';

export interface Watching {
  readonly capturer: Pick<Capturer, 'watch'>;
  readonly redis: LeaseStore;
  /** The lease's, one an environment, such as `focus:capture-lease:staging`. */
  readonly key: string;
  /** Unlike any other process's. */
  readonly holder: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Real ms, whatever clock the lab runs on; a watcher that dies is followed by another one within one and a half times this. */
  readonly ttlMs?: number;
  readonly signal: AbortSignal;
}

const TTL_MS = 9_000;

/**
 * Lets one process of several watch: tries to get the lease until it has it, watches while it has it, stops at once when
 * it is lost and tries again. On the signal it stops, and lets another one have it. Never rejects.
 */
export async function watchWhileHolding(watching: Watching): Promise<void> {
  const { redis, key, holder, clock, log, ttlMs = TTL_MS, signal } = watching;
  const lease = createLease({ redis, key, holder, ttlMs, clock });
  const pauseMs = (ttlMs / 3) * speedOf(clock);
  const pause = () => clock.sleep(pauseMs, signal).catch(() => {});
  /** Redis may take its time to answer, or never do: the lease's own time is what counts. */
  const asked = async (ask: () => Promise<boolean>) => {
    const answer = ask().catch((error: unknown) => {
      log.debug({ key, error: describeError(error) }, 'the lease of watching cannot be asked for');
      return false;
    });
    await Promise.race([answer, pause()]);
    return lease.isHeld();
  };

  while (!signal.aborted) {
    if (await asked(lease.acquire)) await watch();
    else await pause();
  }
  if (lease.isHeld()) await released(lease.release(), clock.timeout(pauseMs));

  async function watch(): Promise<void> {
    log.info({ key }, 'watching begins');
    const lost = new AbortController();
    const watched = watching.capturer.watch(AbortSignal.any([signal, lost.signal]), lease.isHeld);
    while (!signal.aborted && lease.isHeld()) {
      await pause();
      if (!signal.aborted) await asked(lease.renew);
    }
    lost.abort();
    await watched;
    log.info({ key }, 'watching ends');
  }
}

/** Where Redis does not answer, the lease ends by itself. */
function released(release: Promise<void>, late: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    late.addEventListener('abort', () => resolve(), { once: true });
    release.then(resolve, () => resolve());
  });
}

/** Ms of the clock in a real one. */
function speedOf(clock: Clock): number {
  return 1e6 / clock.real(1e6);
}
