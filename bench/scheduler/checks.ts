/** What the bench and its workers share. */
export const PREFIX = 'bench';
export const KEYS = { starts: 'starts', ends: 'ends', runs: 'runs', lateMs: 'late' } as const;

const CHECKS = 500;
/** Shortest and longest period. */
const EVERY_MS = [4_000, 10_000] as const;

export interface BenchCheck {
  readonly name: string;
  readonly schedule: { readonly kind: 'every'; readonly everyMs: number; readonly offsetMs: number };
}

/** 500 checks of 4 to 10 seconds, spread evenly. */
export const checks: readonly BenchCheck[] = Array.from({ length: CHECKS }, (_, i) => {
  const everyMs = EVERY_MS[0] + ((i * 500) % (EVERY_MS[1] - EVERY_MS[0] + 500));
  return { name: `check-${i}`, schedule: { kind: 'every', everyMs, offsetMs: (i * 617) % everyMs } };
});

/** The ids of all ticks after `from` and until `to`, both ms since the epoch. */
export function ticksBetween(from: number, to: number): readonly string[] {
  return checks.flatMap(({ name, schedule: { everyMs, offsetMs } }) => {
    const slots: string[] = [];
    for (let at = Math.ceil(from / everyMs) * everyMs + offsetMs - everyMs; at <= to; at += everyMs)
      if (at > from) slots.push(`${name}:${at}`);
    return slots;
  });
}
