import { z } from 'zod';
import { usualTimeoutMs } from '#asking/timing.ts';
import type { Asks, Check, Schedule } from '#checks/check.ts';
import { everInMaintenance, findClashes, isSeen, understoodIn, unknownWays } from './cross-rules.ts';
import { asRecord, type Place, placesIn, recordIn } from './place.ts';
import { requestOf } from './request.ts';
import { type CheckSettings, checkSettings } from './settings.ts';

export interface ReadChecks {
  /** Those that can run. */
  readonly checks: readonly Check[];
  /** What settings break together; a setting that is a mistake by itself is not among them. */
  readonly clashes: z.ZodError;
}

/** The checks of focus.yml, from its content with every name filled in. */
export function readChecks(filled: unknown): ReadChecks {
  const places = placesIn(filled);
  const ways = Object.keys(recordIn(filled, 'notify'));
  const checks: Check[] = [];
  const issues: z.core.$ZodIssue[] = [];
  for (const [name, written] of Object.entries(recordIn(filled, 'checks'))) {
    const understood = understoodIn(checkSettings.shape, asRecord(written));
    const schedule = scheduleOf(name, understood);
    const clashes = [
      ...findClashes(asRecord(written), understood, places),
      ...(schedule ? everInMaintenance(schedule, understood.maintenance ?? []) : []),
      ...unknownWays(understood, ways),
    ];
    for (const { path, message } of clashes)
      issues.push({ code: 'custom', path: ['checks', name, ...path], message, input: written });
    const read = checkSettings.safeParse(written);
    const check =
      read.success && clashes.length === 0 ? checkOf(name, read.data, asRecord(written), places) : undefined;
    if (check) checks.push(check);
  }
  return { checks, clashes: new z.ZodError(issues) };
}

function checkOf(
  name: string,
  settings: CheckSettings,
  written: Readonly<Record<string, unknown>>,
  places: ReadonlyMap<string, Place>,
): Check | undefined {
  const place = places.get(settings.environment);
  const asks = asksOf(settings, written.status === 'all', place);
  const schedule = scheduleOf(name, settings);
  if (!asks || !schedule) return undefined;
  const { environment, watched, recoverAfter, channel, mention, quietHours, maintenance, runbook } = settings;
  const { remindEvery, escalate, notify } = settings;
  return {
    name,
    environment,
    asks,
    schedule,
    limits: watched ? slowLimits(watched) : settings.limits,
    alertAfter: watched?.fails ?? settings.alertAfter,
    recoverAfter,
    confirmAfterMs: settings.confirmAfter,
    channel,
    ...(mention && { mention }),
    ...(remindEvery !== undefined && { remindEveryMs: remindEvery }),
    ...(escalate && { escalate: escalationOf(escalate) }),
    ...(notify.length > 0 && { notify }),
    ...(quietHours && { quietHours }),
    maintenance,
    ...(runbook !== undefined && { runbook }),
  };
}

function escalationOf({ after, ...whom }: NonNullable<CheckSettings['escalate']>): NonNullable<Check['escalate']> {
  return { afterMs: after, ...whom };
}

function slowLimits({ slow }: NonNullable<CheckSettings['watched']>): Check['limits'] {
  return slow === undefined ? [] : [{ phase: 'total', warn: slow }];
}

function asksOf(
  { timing, status, watched }: CheckSettings,
  isAll: boolean,
  place: Place | undefined,
): Asks | undefined {
  if (watched) return { kind: 'watched' };
  if (timing) return { kind: 'timing', request: requestOf(timing, place), timeoutMs: timing.timeout ?? usualTimeoutMs };
  if (!status) return undefined;
  // `all` is all that the environment has the settings for.
  const parts = isAll && place ? status.filter((part) => isSeen(part, place)) : status;
  return { kind: 'status', parts };
}

function scheduleOf(name: string, { watched, every, cron, tz }: Partial<CheckSettings>): Schedule | undefined {
  if (watched) return { kind: 'as-made' };
  if (every !== undefined) return { kind: 'every', everyMs: every, offsetMs: hash(name) % every };
  return cron === undefined ? undefined : { kind: 'cron', pattern: cron, tz: tz ?? 'UTC' };
}

/** FNV-1a, 32 bits: the same in every process. http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) state = Math.imul(state ^ byte, 0x01000193) >>> 0;
  return state;
}
