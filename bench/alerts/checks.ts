import type { Check } from '#checks/check.ts';
import type { JobRequest } from '#investigation/subject.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const QUIET_CHANNEL = 'C0QUIET';

const request: JobRequest = {
  view: 'multichannel',
  channels: { min: 1, max: 50 },
  nfft: 1024,
  frequency: { min: 0, max: 500 },
  duration: 10,
  height: 600,
};
const timing: Pick<Check, 'asks'> = { asks: { kind: 'timing', request, timeoutMs: 30_000 } };
const status: Pick<Check, 'asks'> = { asks: { kind: 'status', parts: ['ack', 'broker'] } };

/** Eight checks of two environments, as different as settings allow. */
export const checks: readonly Check[] = [
  check('lab-often', 5, { ...timing, remindEveryMs: 2 * HOUR, escalate: { afterMs: 30 * MINUTE, group: 'S0ONCALL' } }),
  check('lab-steady', 10, { ...status, remindEveryMs: HOUR }),
  check('lab-patient', 15, { ...timing, alertAfter: { failures: 3, of: 5 }, recoverAfter: 3 }),
  check('lab-hourly', 60, {
    ...timing,
    alertAfter: { failures: 2, of: 2 },
    schedule: { kind: 'cron', pattern: '7 * * * *', tz: 'UTC' },
  }),
  check('lab-quiet', 15, {
    ...status,
    channel: QUIET_CHANNEL,
    remindEveryMs: HOUR,
    quietHours: { from: 22 * 60, to: 7 * 60, tz: 'Europe/Berlin' },
  }),
  check('prod-strict', 5, { ...status, environment: 'prod', alertAfter: { failures: 1, of: 1 }, recoverAfter: 1 }),
  check('prod-maintained', 10, {
    ...timing,
    environment: 'prod',
    maintenance: [{ kind: 'repeated', pattern: '0 2 * * *', tz: 'UTC', forMs: 2 * HOUR }],
  }),
  check('prod-rare', 30, {
    ...timing,
    environment: 'prod',
    remindEveryMs: 3 * HOUR,
    escalate: { afterMs: HOUR, channel: 'C0ESCALATED' },
  }),
];

function check(name: string, everyMinutes: number, changes: Partial<Check>): Check {
  const environment = changes.environment ?? 'lab';
  return {
    name,
    environment,
    asks: { kind: 'status', parts: ['ack'] },
    schedule: { kind: 'every', everyMs: everyMinutes * MINUTE, offsetMs: name.length * 3_000 },
    limits: [],
    alertAfter: { failures: 2, of: 3 },
    recoverAfter: 2,
    confirmAfterMs: MINUTE,
    channel: environment === 'lab' ? 'C0LAB' : 'C0PROD',
    maintenance: [],
    ...changes,
  };
}

/** The shortest that its runs take, and the longest. ms */
export function takesMs({ asks }: Check): readonly [number, number] {
  return asks.kind === 'timing' ? [15_000, 40_000] : [1_000, 5_000];
}
