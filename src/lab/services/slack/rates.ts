import type { Clock } from '#lib/clock.ts';

/** How often a method may be called. Those of a special tier are taken some hundred times a minute. */
export type Tier = 2 | 3 | 4 | 'special' | 'posts';

interface Allowance {
  readonly calls: number;
  readonly withinMs: number;
}

/**
 * Slack promises at least so many. To a channel it is one post a second and a short burst, whose size it does not say: here it
 * is three. Source: docs.slack.dev/apis/web-api/rate-limits.
 */
const ALLOWED: Readonly<Record<Tier, Allowance>> = {
  2: { calls: 20, withinMs: 60_000 },
  3: { calls: 50, withinMs: 60_000 },
  4: { calls: 100, withinMs: 60_000 },
  special: { calls: 600, withinMs: 60_000 },
  posts: { calls: 3, withinMs: 3_000 },
};

export interface Rates {
  /** Counts a call; where it is one too many it is not counted, and this is its Retry-After in seconds. */
  take(method: string, tier: Tier, channel: unknown): number | undefined;
}

/** On the lab's clock, as the bot's own pace is: at eight times the speed eight times the calls are taken. */
export function createRates(clock: Clock): Rates {
  const taken = new Map<string, readonly number[]>();
  return {
    take(method, tier, channel) {
      const { calls, withinMs } = ALLOWED[tier];
      const key = tier === 'posts' ? `${method} ${channel}` : method;
      const now = clock.now();
      const within = (taken.get(key) ?? []).filter((at) => at > now - withinMs);
      const [oldest = now] = within;
      if (within.length >= calls) return Math.max(1, Math.ceil((oldest + withinMs - now) / 1_000));
      taken.set(key, [...within, now]);
      return undefined;
    },
  };
}
