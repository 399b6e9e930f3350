import type { MaintenanceWindow } from './check.ts';
import { ticksBetween } from './schedule.ts';
import { joined, overlap, type Stretch } from './stretch.ts';

/** Windows that follow each other without a pause are one; more than these are another look's matter. */
const MOST_JOINED = 100;

/**
 * When maintenance is over that is going on at an instant, ms since the epoch; undefined where there is none. Windows
 * that overlap or touch are one.
 */
export function maintenanceUntil(windows: readonly MaintenanceWindow[], at: number): number | undefined {
  let end: number | undefined;
  for (let nth = 0; nth < MOST_JOINED; nth += 1) {
    const from = end ?? at;
    const [open] = maintenanceBetween(windows, { from, to: from + 1 });
    if (open === undefined) return end;
    end = open.to;
  }
  return end;
}

/** The maintenance of which at least a part lies in a time, in order; windows that overlap or touch are one. */
export function maintenanceBetween(windows: readonly MaintenanceWindow[], time: Stretch): readonly Stretch[] {
  return joined(windows.flatMap((window) => opened(window, time)).filter((stretch) => overlap(stretch, time)));
}

function opened(window: MaintenanceWindow, time: Stretch): readonly Stretch[] {
  if (window.kind === 'once') return [window];
  const { pattern, tz, forMs } = window;
  const opens = ticksBetween({ kind: 'cron', pattern, tz }, time.from - forMs, time.to);
  return opens.map((from) => ({ from, to: from + forMs }));
}
