import { type ReadinessAsked, writeReadinessReport } from '#investigation/lookup/readiness/write-report.ts';
import type { ReadinessReport } from '#investigation/lookup/readiness-report.ts';
import type { Redactor } from '#lib/redact.ts';
import { type LookingAt, lookAtAll } from './readiness/looks.ts';

export interface ReadinessTools extends Omit<LookingAt, 'environment'> {
  /** Masks secrets in all that is seen. */
  readonly redactor: Redactor;
}

/**
 * Whether an environment could take a job now: one look at everything side by side, within 5 s. It reads only. All parts are
 * looked at whichever are asked for: the others tell whether one is down or only out of sight. Rejects with the signal's
 * reason when that comes first.
 */
export async function lookUpReadiness(tools: ReadinessTools, asked: ReadinessAsked): Promise<ReadinessReport> {
  const { redactor, ...stack } = tools;
  tools.signal.throwIfAborted();
  const looks = await lookAtAll({ ...stack, environment: asked.environment });
  return writeReadinessReport({ at: tools.clock.now(), ...redactor.redactDeep(looks) }, asked);
}
