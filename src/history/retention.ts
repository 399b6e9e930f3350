const DAY_MS = 24 * 60 * 60_000;

/** How much is remembered of each environment. */
export interface Retention {
  readonly count: number;
  readonly ageMs: number;
}

/** How much of evidence and reports is kept of each environment. */
export interface EntryRetention {
  readonly count: number;
  /** Compressed bytes. */
  readonly bytes: number;
  readonly healthyMs: number;
  /** What was not healthy is what people come back for. */
  readonly failedMs: number;
}

/** Lines are light, and kept for long; evidence is not. */
export interface HistoryRetention {
  readonly lines: Retention;
  readonly entries: EntryRetention;
}

export const RETENTION: HistoryRetention = {
  lines: { count: 20_000, ageMs: 90 * DAY_MS },
  entries: { count: 500, bytes: 200 * 1024 * 1024, healthyMs: 14 * DAY_MS, failedMs: 60 * DAY_MS },
};

/** This part of the room is for healthy ones, however much fails: they show what a good run looks like. */
const HEALTHY_SHARE = 0.2;

/** What an entry costs. */
export interface Kept {
  readonly investigation: string;
  readonly startedAt: number;
  readonly healthy: boolean;
  readonly bytes: number;
}

/** Which entries go: those that are too old, and those for which there is no room. */
export function surplus(entries: readonly Kept[], now: number, keep: EntryRetention): string[] {
  const isOld = ({ startedAt, healthy }: Kept) => startedAt <= now - (healthy ? keep.healthyMs : keep.failedMs);
  const young = entries.filter((entry) => !isOld(entry)).sort((one, other) => one.startedAt - other.startedAt);
  const tooMany = new Set(firstToGo(young, keep.count, () => 1));
  const rest = young.filter((entry) => !tooMany.has(entry));
  const tooLarge = firstToGo(rest, keep.bytes, ({ bytes }) => bytes);
  return [...entries.filter(isOld), ...tooMany, ...tooLarge].map(({ investigation }) => investigation);
}

/** What goes when there is more than `count`. Both lists start with the oldest. */
export function beyond(count: number, all: readonly string[], healthy: readonly string[]): string[] {
  const isHealthy = new Set(healthy);
  const items = all.map((id) => ({ id, healthy: isHealthy.has(id) }));
  return firstToGo(items, count, () => 1).map(({ id }) => id);
}

/**
 * Of what starts with the oldest, the first to go when it is more than `most`: the oldest healthy ones, because failures
 * are what people come back for; then the oldest failures; then the healthy ones' share; the newest of all at the very last.
 */
function firstToGo<T extends { readonly healthy: boolean }>(
  items: readonly T[],
  most: number,
  weigh: (item: T) => number,
): T[] {
  const spare = new Set(spareHealthy(items, Math.floor(most * HEALTHY_SHARE), weigh));
  const older = items.slice(0, -1);
  const order = [
    ...older.filter((item) => spare.has(item)),
    ...older.filter(({ healthy }) => !healthy),
    ...older.filter((item) => item.healthy && !spare.has(item)),
    ...items.slice(-1),
  ];
  let excess = items.reduce((sum, item) => sum + weigh(item), 0) - most;
  const gone: T[] = [];
  for (const item of order) {
    if (excess <= 0) break;
    gone.push(item);
    excess -= weigh(item);
  }
  return gone;
}

/** The healthy ones without which the others still fill their share. */
function spareHealthy<T extends { readonly healthy: boolean }>(
  items: readonly T[],
  share: number,
  weigh: (item: T) => number,
): T[] {
  const healthy = items.filter((item) => item.healthy);
  let left = healthy.reduce((sum, item) => sum + weigh(item), 0);
  return healthy.filter((item) => {
    left -= weigh(item);
    return left >= share;
  });
}
