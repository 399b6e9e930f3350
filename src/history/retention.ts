/** How much is remembered of each environment. */
export interface Retention {
  readonly count: number;
  readonly ageMs: number;
}

export const RETENTION: Retention = { count: 500, ageMs: 30 * 24 * 60 * 60_000 };

/** This part of the count is for healthy investigations, however much fails: what is usual is learned from them. */
const HEALTHY_SHARE = 0.2;

/**
 * What goes when there is more than `count`: the oldest healthy ones first, because failures are what people come
 * back for; then the oldest failures. Both lists start with the oldest.
 */
export function beyond(count: number, all: readonly string[], healthy: readonly string[]): string[] {
  const excess = Math.max(0, all.length - count);
  const spare = Math.max(0, healthy.length - Math.floor(count * HEALTHY_SHARE));
  const dropped = healthy.slice(0, Math.min(excess, spare));
  const isHealthy = new Set(healthy);
  const failures = all.filter((investigation) => !isHealthy.has(investigation));
  return [...dropped, ...failures.slice(0, excess - dropped.length)];
}
