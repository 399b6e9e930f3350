import { z } from 'zod';
import type { MaintenanceWindow } from '#checks/check.ts';
import { nextTicks } from '#checks/schedule.ts';
import { cron, moment, span, zone } from './values.ts';

/** Enough to meet every gap of a week of days. */
const GAPS_LOOKED_AT = 50;

/** Either `from` and `to`, or `cron`, `for` and perhaps `tz`. */
export const maintenanceWindow = z
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
