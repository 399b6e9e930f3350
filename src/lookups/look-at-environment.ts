import type { Evidence } from '#investigation/evidence.ts';
import { observe } from '#investigation/observe.ts';
import type { Probe } from '#investigation/probe.ts';
import type { Limits, StackNames, Subject } from '#investigation/subject.ts';
import type { Clock } from '#lib/clock.ts';
import type { Redactor } from '#lib/redact.ts';

export interface EnvironmentTools {
  readonly probes: readonly Probe[];
  /** Names for commands to paste. */
  readonly stack: StackNames;
  readonly limits: Limits;
  /** What counts as there, where that is not metadata. */
  readonly ready?: Subject['ready'];
  /** Masks secrets in all that is seen. */
  readonly redactor: Redactor;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface EnvironmentAsked {
  readonly lookup: string;
  readonly environment: string;
  readonly requestedBy: string;
}

/**
 * One look at everything of an environment side by side, within 5 s: it reads only, and configures nothing. Rejects with the
 * signal's reason when that comes first.
 */
export async function lookAtEnvironment(tools: EnvironmentTools, asked: EnvironmentAsked): Promise<Evidence> {
  const { stack, limits, ready, signal, ...observing } = tools;
  signal.throwIfAborted();
  const { lookup: investigation, environment, requestedBy } = asked;
  const setUp = { stack, limits, ...(ready && { ready }) };
  const subject = { investigation, environment, requestedBy, ...setUp, zero: tools.clock.now(), timeoutMs: 0 };
  const evidence = await observe(subject, { ...observing, signal });
  signal.throwIfAborted();
  return evidence;
}
