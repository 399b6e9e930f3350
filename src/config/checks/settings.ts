import { z } from 'zod';
import { type StatusPart, statusParts } from '#checks/check.ts';
import { SHORTEST_MS } from '#checks/schedule.ts';
import { requestDefaults } from '../environment.ts';
import { limits } from './limits.ts';
import { maintenanceWindow } from './maintenance.ts';
import { channelId, cron, groupId, link, oneOf, span, timeOfDay, understood, zone } from './values.ts';

/** The book keeps as many marks of a check. */
const MOST_RUNS = 20;
const MINUTE_MS = 60_000;

const alertAfter = understood('a text such as 2 of 3, of at most 20 runs,', (text) => {
  const [, failures, of] = /^(\d{1,2}) of (\d{1,2})$/.exec(text.trim())?.map(Number) ?? [];
  if (failures === undefined || of === undefined || failures < 1 || failures > of || of > MOST_RUNS) return undefined;
  return { failures, of };
});

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

const readiness = z
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

/** One check as it is written; what two of its settings must have to do with each other is in cross-rules.ts. */
export const checkSettings = z.strictObject({
  environment: z.string(),
  timing: timingSettings.exactOptional(),
  readiness: readiness.exactOptional(),
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
  quietHours: quietHours.exactOptional(),
  maintenance: z.array(maintenanceWindow).default([]),
  runbook: link('https').exactOptional(),
});

export type CheckSettings = z.output<typeof checkSettings>;

/** A dead man's switch: somebody else's page that is asked for as long as all goes well. */
export const heartbeat = z
  .strictObject({ url: link('https', 'http'), every: span(SHORTEST_MS).default(MINUTE_MS) })
  .transform(({ url, every }) => ({ url, everyMs: every }));
