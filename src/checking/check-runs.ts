import type { Redis } from 'ioredis';
import type { RunResult } from '#checks/book.ts';
import type { EventLog } from '#checks/book-store.ts';
import type { Check } from '#checks/check.ts';
import { type Judged, judgeTiming } from '#checks/judge-timing.ts';
import type { History } from '#history/history.ts';
import { METADATA_KNOWS } from '#investigation/diagnosis/signals.ts';
import type { Investigated } from '#investigation/investigate.ts';
import { percentileOf } from '#investigation/past/learn.ts';
import type { PastInvestigation } from '#investigation/past/past.ts';
import { summarize } from '#investigation/past/summarize.ts';
import type { Clock } from '#lib/clock.ts';
import type { Log } from '#lib/logger.ts';
import { endRun } from '#queue/claim.ts';
import type { CheckRun, InvestigationRequest } from '#queue/requests.ts';
import type { TellDefect } from '#slack/tell/defect.ts';

export interface CheckRunTools {
  readonly checks: ReadonlyMap<string, Check>;
  readonly history: History;
  readonly events: EventLog;
  readonly redis: Redis;
  /** Of every key. */
  readonly prefix: string;
  readonly tellDefect: TellDefect;
  /** Hears how each run ended. */
  ran(environment: string, outcome: RunResult['outcome']): void;
  readonly clock: Clock;
  readonly log: Log;
}

/** Runs that were not there tell nothing of it. */
const MOST_COMPARED = 20;
/** Of a check every five minutes, nearly 14 days. */
const MOST_RUNS = 4_000;

/** From the end of a check's run to what its book takes in. */
export interface CheckRuns {
  /** A timing run has come to its end. */
  ended(
    request: Pick<InvestigationRequest, 'investigation' | 'environment' | 'requestedBy'>,
    check: Pick<RunResult, 'trigger'> & { readonly name: string },
    investigated: Investigated,
  ): Promise<void>;
  /** A run came to nothing, and nothing is known of the stack from it. `cause` as `RunResult.cause`. */
  blind(
    request: Pick<InvestigationRequest, 'investigation' | 'environment' | 'requestedAt'>,
    check: CheckRun,
    cause: string,
    why: string,
  ): Promise<void>;
  /** A run that asked for no job. */
  judged(run: Omit<RunResult, keyof Judged | 'endedAt'>, judged: Judged): Promise<void>;
}

export function createCheckRuns({
  checks,
  history,
  events,
  redis,
  prefix,
  tellDefect,
  ran,
  clock,
  log,
}: CheckRunTools): CheckRuns {
  async function record(result: RunResult): Promise<void> {
    await events.record({ kind: 'run', at: clock.now(), result });
    await endRun(redis, prefix, result.check, result.run);
    const { check, run, outcome, cause } = result;
    ran(result.environment, outcome);
    log.info({ check, run, outcome, cause }, 'a check ran');
  }

  /** Where metadata does not count, that it knows jobs is news when the last run said otherwise. */
  async function noteDefect(check: Check, { investigation, environment, startedAt, signals }: PastInvestigation) {
    const knows = signals?.[METADATA_KNOWS];
    if (typeof knows !== 'boolean') return;
    const earlier = await history.past({ environment, check: check.name, to: startedAt }, MOST_COMPARED);
    const before = earlier.find((run) => run.signals?.[METADATA_KNOWS] !== undefined)?.signals?.[METADATA_KNOWS];
    if (before !== undefined && before !== knows) await tellDefect(check, { investigation, knows });
  }

  return {
    async ended(request, { name, trigger }, investigated) {
      const check = checks.get(name);
      if (!check) return;
      const { report } = investigated;
      const line = summarize({ ...investigated, check: name });
      const { environment, investigation } = request;
      const { watched = false } = line;
      const judged = await judgeTiming({
        report,
        line,
        limits: check.limits,
        async usual(phase, percentile, overMs) {
          const when = { from: report.startedAt - overMs, to: report.startedAt };
          const query = { environment, request: report.request, watched, ...when };
          return percentileOf(await history.past(query, MOST_RUNS), phase, percentile);
        },
      });
      await record({
        run: investigation,
        check: name,
        environment,
        startedAt: report.startedAt,
        endedAt: report.startedAt + report.tookMs,
        trigger,
        ...(trigger === 'person' && { by: request.requestedBy }),
        investigation,
        ...(report.jobId !== undefined && { jobId: report.jobId }),
        ...(line.totalMs !== undefined && { totalMs: line.totalMs }),
        ...judged,
      });
      await noteDefect(check, line);
    },

    async blind({ investigation, environment, requestedAt }, { name, trigger }, cause, headline) {
      const run = { run: investigation, check: name, environment, startedAt: requestedAt, trigger };
      await record({ ...run, endedAt: clock.now(), outcome: 'blind', cause, headline });
    },

    judged: (run, judged) => record({ ...run, endedAt: clock.now(), ...judged }),
  };
}
