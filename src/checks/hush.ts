import type { Book, Incident } from './book.ts';
import type { Check } from './check.ts';
import { maintenanceUntil } from './maintenance.ts';
import { speaking } from './members.ts';
import { checkNamed, stateOf } from './pages.ts';
import { quietUntil } from './quiet-hours.ts';

/** Nothing of it is posted now: every check that has the trouble is in its quiet hours. */
export function isQuiet(incident: Incident, checks: readonly Check[], at: number): boolean {
  return everyCheck(incident, checks, (check) => inQuietHours(check, at));
}

/** Nobody is reminded of it now: every check that has the trouble is in quiet hours or maintenance, or paused. */
export function isHushed(book: Book, incident: Incident, checks: readonly Check[], at: number): boolean {
  return everyCheck(
    incident,
    checks,
    (check) =>
      stateOf(book, check.name).paused !== undefined ||
      inQuietHours(check, at) ||
      maintenanceUntil(check.maintenance, at) !== undefined,
  );
}

function inQuietHours({ quietHours }: Check, at: number): boolean {
  return quietHours !== undefined && quietUntil(quietHours, at) !== undefined;
}

function everyCheck(incident: Incident, checks: readonly Check[], holds: (check: Check) => boolean): boolean {
  return speaking(incident).every((member) => {
    const check = checkNamed(checks, member.check);
    return check !== undefined && holds(check);
  });
}
