import type { CheckRuns } from '#checking/check-runs.ts';
import { type Check, statusParts } from '#checks/check.ts';
import type { Clock } from '#lib/clock.ts';
import type { Redactor } from '#lib/redact.ts';
import { type EnvironmentAsked, lookAtEnvironment } from '#lookups/look-at-environment.ts';
import { outcomeOf } from '#lookups/status/check-outcome.ts';
import { judgeStatus } from '#lookups/status/judge.ts';
import type { StatusReport } from '#lookups/status/report.ts';
import type { Tick } from '#queue/ticks.ts';
import { lookingAt, type Stack } from './stack.ts';

/** Whether an environment could take a job now. */
export type LookAtStatus = (stack: Stack, asked: EnvironmentAsked, signal: AbortSignal) => Promise<StatusReport>;

export function createLookAtStatus(tools: { readonly redactor: Redactor; readonly clock: Clock }): LookAtStatus {
  return async (stack, asked, signal) =>
    judgeStatus(await lookAtEnvironment({ ...tools, ...lookingAt(stack), signal }, asked));
}

export interface CheckStatusTools {
  readonly stacks: ReadonlyMap<string, Stack>;
  readonly lookAtStatus: LookAtStatus;
  readonly checkRuns: CheckRuns;
  readonly clock: Clock;
}

/** One run of a check that asks for no job: it needs no place in line, as it only looks. */
export function createCheckStatus({ stacks, lookAtStatus, checkRuns, clock }: CheckStatusTools) {
  return async (
    { name, environment, asks }: Check,
    { trigger }: Tick,
    run: string,
    signal: AbortSignal,
  ): Promise<void> => {
    const stack = stacks.get(environment);
    if (!stack) throw new Error(`check ${name} is of ${environment}, which does not exist`);
    const startedAt = clock.now();
    const report = await lookAtStatus(stack, { lookup: run, environment, requestedBy: `check ${name}` }, signal);
    const parts = asks.kind === 'status' ? asks.parts : statusParts;
    await checkRuns.judged({ run, check: name, environment, startedAt, trigger }, outcomeOf(report, parts));
  };
}
