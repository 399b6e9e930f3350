import { type SkipReason, stateOf } from '#checks/book.ts';
import type { BookStore } from '#checks/book-store.ts';
import type { Check } from '#checks/check.ts';
import { maintenanceUntil } from '#checks/quiet-hours.ts';
import type { Investigated } from '#investigation/investigate.ts';
import type { Clock } from '#lib/clock.ts';
import type { CheckRuns } from './check-runs.ts';

export interface WatchedChecksTools {
  readonly checks: readonly Check[];
  readonly checkRuns: Pick<CheckRuns, 'ended'>;
  readonly store: Pick<BookStore, 'read' | 'record'>;
  readonly clock: Clock;
}

/** The checks whose runs are the jobs that somebody else starts. */
export interface WatchedChecks {
  /** The one that history's lines are of; the first where there are several. */
  checkOf(environment: string): string | undefined;
  /** A watched job has come to its end: a run of each of them, unless it is paused or under maintenance. */
  ended(investigated: Investigated): Promise<void>;
}

export function createWatchedChecks({ checks, checkRuns, store, clock }: WatchedChecksTools): WatchedChecks {
  const those = (environment: string) =>
    checks.filter((check) => check.asks.kind === 'watched' && check.environment === environment);

  async function reasonToSkip({ name, maintenance }: Check): Promise<SkipReason | undefined> {
    if (stateOf(await store.read(), name).paused) return 'paused';
    return maintenanceUntil(maintenance, clock.now()) === undefined ? undefined : 'maintenance';
  }

  return {
    checkOf: (environment) => those(environment)[0]?.name,
    async ended(investigated) {
      const { investigation, environment, requestedBy } = investigated.report;
      for (const check of those(environment)) {
        const why = await reasonToSkip(check);
        const about = { check: check.name, tick: investigation, at: clock.now() };
        if (why) await store.record({ kind: 'skipped', ...about, why });
        else
          await checkRuns.ended(
            { investigation, environment, requestedBy },
            { name: check.name, trigger: 'watch' },
            investigated,
          );
      }
    },
  };
}
