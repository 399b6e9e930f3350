import type { CheckRuns } from '#checking/check-runs.ts';
import { type Check, readinessParts } from '#checks/check.ts';
import type { Clock } from '#lib/clock.ts';
import type { Redactor } from '#lib/redact.ts';
import { judgeReadiness } from '#lookups/status/judge.ts';
import { lookUpReadiness } from '#lookups/status/look.ts';
import type { ReadinessReport } from '#lookups/status/report.ts';
import type { Tick } from '#queue/ticks.ts';
import type { Stack } from './stack.ts';

/** Whether an environment could take a job now. */
export type LookAtReadiness = (
  stack: Stack,
  asked: { readonly lookup: string; readonly environment: string; readonly requestedBy: string },
  signal: AbortSignal,
) => Promise<ReadinessReport>;

export function createLookAtReadiness({
  redactor,
  clock,
}: {
  readonly redactor: Redactor;
  readonly clock: Clock;
}): LookAtReadiness {
  return (stack, { lookup, environment, requestedBy }, signal) => {
    const { kubernetes } = stack;
    const { focusServer, rabbitmq, mongodb } = stack.environment;
    const parts = {
      focusServer,
      ...(kubernetes && { kubernetes }),
      ...(rabbitmq && { rabbitmq }),
      ...(mongodb && { mongodb }),
    };
    return lookUpReadiness({ ...parts, redactor, clock, signal }, { lookup, environment, requestedBy });
  };
}

export interface CheckReadinessTools {
  readonly stacks: ReadonlyMap<string, Stack>;
  readonly lookAtReadiness: LookAtReadiness;
  readonly checkRuns: CheckRuns;
  readonly clock: Clock;
}

/** One run of a readiness check: it needs no place in line, as it only looks. */
export function createCheckReadiness({ stacks, lookAtReadiness, checkRuns, clock }: CheckReadinessTools) {
  return async (
    { name, environment, asks }: Check,
    { trigger }: Tick,
    run: string,
    signal: AbortSignal,
  ): Promise<void> => {
    const stack = stacks.get(environment);
    if (!stack) throw new Error(`check ${name} is of ${environment}, which does not exist`);
    const startedAt = clock.now();
    const report = await lookAtReadiness(stack, { lookup: run, environment, requestedBy: `check ${name}` }, signal);
    const parts = asks.kind === 'readiness' ? asks.parts : readinessParts;
    await checkRuns.judged({ run, check: name, environment, startedAt, trigger }, judgeReadiness(report, parts));
  };
}
