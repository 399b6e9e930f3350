import type { Stretch } from '#checks/quiet-hours.ts';
import type { DayPlan } from './plan-day.ts';

/** The plan for programs: every tick, times as ISO 8601 in UTC. */
export function planJson({ from, to, checks, coincidences }: DayPlan): string {
  const plan = {
    ...stretch({ from, to }),
    checks: checks.map(({ check, zone, ticks, next, quiet, maintenance }) => ({
      name: check.name,
      environment: check.environment,
      asks: check.asks,
      schedule: check.schedule,
      channel: check.channel,
      alertAfter: check.alertAfter,
      recoverAfter: check.recoverAfter,
      zone,
      ticks: ticks.map(({ at, state }) => ({ at: iso(at), state })),
      ...(next !== undefined && { next: iso(next) }),
      quietHours: quiet.map(stretch),
      maintenance: maintenance.map(stretch),
    })),
    coincidences: coincidences.map(({ first, ...pair }) => ({ ...pair, first: first.map(iso) })),
  };
  return `${JSON.stringify(plan, null, 2)}\n`;
}

function stretch({ from, to }: Stretch) {
  return { from: iso(from), to: iso(to) };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
