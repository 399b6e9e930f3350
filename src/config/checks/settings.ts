import { z } from 'zod';
import {
  type Bound,
  type LimitedPhase,
  type MaintenanceWindow,
  type PhaseLimit,
  type StatusPart,
  statusParts,
} from '#checks/check.ts';
import { nextTicks, SHORTEST_MS } from '#checks/schedule.ts';
import type { PhaseId } from '#investigation/evidence.ts';
import { usualPhases } from '#investigation/timeline/usual.ts';
import { parseDuration } from '#lib/duration.ts';
import { unitHint } from '../duration.ts';
import { requestDefaults } from '../environment.ts';
import { channelId, cron, groupId, link, moment, oneOf, span, timeOfDay, understood, zone } from './values.ts';

/** The book keeps as many marks of a check. */
const MOST_RUNS = 20;
const MINUTE_MS = 60_000;

const FEW = /^(\d{1,2}) of (\d{1,2})$/;
const alertAfter = understood('a text such as 2 of 3, of at most 20 runs,', readFew, fewHint);

function fewHint(written: unknown): string {
  return FEW.test(String(written)) ? ': the second number is the larger one' : '';
}

function readFew(text: string) {
  const [, failures, of] = FEW.exec(text.trim())?.map(Number) ?? [];
  if (failures === undefined || of === undefined || failures < 1 || failures > of || of > MOST_RUNS) return undefined;
  return { failures, of };
}

const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

const quietHours = z
  .strictObject({
    from: timeOfDay,
    to: timeOfDay,
    tz: zone.default('UTC'),
    days: z
      .array(oneOf(days).transform((day) => days.indexOf(day)))
      .min(1, 'at least one day is expected')
      .exactOptional(),
  })
  .refine(({ from, to }) => from !== to, { message: 'two different times are expected' });

/** As /focus timing takes it; what is not written is the environment's default. */
export const timingSettings = z.strictObject({ ...requestDefaults.shape, timeout: span().exactOptional() });

const status = z
  .unknown()
  .transform((written) => (written === 'all' ? [...statusParts] : written))
  .pipe(
    z
      .array(oneOf(statusParts), `all, or a list of ${statusParts.join(', ')} is expected`)
      .min(1, 'at least one part is expected'),
  )
  .transform((parts): readonly StatusPart[] => [...new Set(parts)]);

const mention = z.strictObject({
  group: groupId,
  when: z.array(oneOf(['alert', 'reminder', 'escalation', 'recovery'])).default(['alert', 'escalation']),
});

const escalate = z.strictObject({
  after: span(),
  channel: channelId.exactOptional(),
  group: groupId.exactOptional(),
});

const limitedPhases: readonly LimitedPhase[] = [...(Object.keys(usualPhases) as PhaseId[]), 'total'];

const RELATIVE = /^p(\d{1,2}) of (.+?)\s*[×x*]\s*(\d{1,3}(?:\.\d{1,3})?)$/i;

const bound = understood('a length of time such as 10s, or one such as p95 of 14d × 1.5,', readBound, unitHint);

const phaseLimit = z
  .strictObject({ warn: bound.exactOptional(), fail: bound.exactOptional() })
  .refine(({ warn, fail }) => warn !== undefined || fail !== undefined, { message: 'warn, fail or both are expected' })
  .refine(({ warn, fail }) => warn?.kind !== 'fixed' || fail?.kind !== 'fixed' || warn.ms <= fail.ms, {
    message: 'warn ≤ fail is expected',
  });

/** A limit for any of the phases that `usualPhases` names, and for the whole. */
const limits = z
  .strictObject(Object.fromEntries(limitedPhases.map((phase) => [phase, phaseLimit.exactOptional()])))
  .transform((of): readonly PhaseLimit[] =>
    limitedPhases.flatMap((phase) => (of[phase] === undefined ? [] : [{ phase, ...of[phase] }])),
  );

function readBound(text: string): Bound | undefined {
  const [, percentile, over, factor] = RELATIVE.exec(text.trim()) ?? [];
  const ms = parseDuration(over ?? text);
  if (ms === undefined || ms <= 0) return undefined;
  if (over === undefined) return { kind: 'fixed', ms };
  const relative = { percentile: Number(percentile), overMs: ms, factor: Number(factor) };
  return relative.percentile > 0 && relative.factor > 0 ? { kind: 'relative', ...relative } : undefined;
}

/** Enough to meet every gap of a week of days. */
const GAPS_LOOKED_AT = 50;

/** Either `from` and `to`, or `cron`, `for` and perhaps `tz`. */
const maintenanceWindow = z
  .strictObject({
    from: moment.exactOptional(),
    to: moment.exactOptional(),
    cron: cron.exactOptional(),
    for: span().exactOptional(),
    tz: zone.exactOptional(),
  })
  .transform((written, context): MaintenanceWindow => {
    const window = windowOf(written);
    const problem = window ? problemOf(window) : 'from and to, or cron and for (with tz), are expected';
    if (window && problem === undefined) return window;
    context.addIssue({ code: 'custom', message: problem ?? '', input: written });
    return z.NEVER;
  });

interface Written {
  readonly from?: number;
  readonly to?: number;
  readonly cron?: string;
  readonly for?: number;
  readonly tz?: string;
}

function windowOf({ from, to, cron: pattern, for: forMs, tz }: Written): MaintenanceWindow | undefined {
  const isOnce = pattern === undefined && forMs === undefined && tz === undefined;
  if (isOnce && from !== undefined && to !== undefined) return { kind: 'once', from, to };
  if (from !== undefined || to !== undefined || pattern === undefined || forMs === undefined) return undefined;
  return { kind: 'repeated', pattern, tz: tz ?? 'UTC', forMs };
}

function problemOf(window: MaintenanceWindow): string | undefined {
  if (window.kind === 'once') return window.from < window.to ? undefined : 'from < to is expected';
  const { pattern, forMs } = window;
  const opens = nextTicks({ kind: 'cron', pattern, tz: 'UTC' }, 0, GAPS_LOOKED_AT);
  const doesClose = opens.some((at, i) => at - (opens[i - 1] ?? at) > forMs);
  return doesClose ? undefined : 'a window that closes before it opens again is expected';
}

/** In place of a question and a schedule: each job that somebody else starts is a run. */
const watched = z.strictObject({ fails: alertAfter.default({ failures: 2, of: 5 }), slow: bound.exactOptional() });

/** One check as it is written; what two of its settings must have to do with each other is in cross-rules.ts. */
export const checkSettings = z.strictObject({
  environment: z.string(),
  timing: timingSettings.exactOptional(),
  status: status.exactOptional(),
  watched: watched.exactOptional(),
  every: span(SHORTEST_MS).exactOptional(),
  cron: cron.exactOptional(),
  tz: zone.exactOptional(),
  limits: limits.default([]),
  alertAfter: alertAfter.default({ failures: 2, of: 3 }),
  recoverAfter: z.number().int().min(1).max(MOST_RUNS).default(2),
  confirmAfter: span().default(MINUTE_MS),
  channel: channelId,
  mention: mention.exactOptional(),
  remindEvery: span(MINUTE_MS).exactOptional(),
  escalate: escalate.exactOptional(),
  notify: z
    .array(z.string())
    .default([])
    .transform((names): readonly string[] => [...new Set(names)]),
  quietHours: quietHours.exactOptional(),
  maintenance: z.array(maintenanceWindow).default([]),
  runbook: link('https').exactOptional(),
});

export type CheckSettings = z.output<typeof checkSettings>;

/** A dead man's switch: somebody else's page that is asked for as long as all goes well. */
export const heartbeat = z
  .strictObject({ url: link('https', 'http'), every: span(SHORTEST_MS).default(MINUTE_MS) })
  .transform(({ url, every }) => ({ url, everyMs: every }));
