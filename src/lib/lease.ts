import type { Clock } from './clock.ts';

/** What a lease needs of ioredis. */
export interface LeaseStore {
  eval(script: string, keys: number, ...values: (string | number)[]): Promise<unknown>;
  getex(key: string, token: 'PX', ms: number): Promise<string | null>;
}

/** A key in Redis that one holder has at a time. */
export interface Held {
  readonly redis: Pick<LeaseStore, 'eval'>;
  readonly key: string;
  /** Unlike any other's, such as a UUID that was made for this lease. */
  readonly holder: string;
}

export interface LeaseOptions extends Held {
  readonly redis: LeaseStore;
  /** Real ms after which a lease that is not renewed is free, whatever clock the lab runs on: other processes wait for it. */
  readonly ttlMs: number;
  readonly clock: Clock;
}

/** What one process of several may hold at a time. */
export interface Lease {
  /** True when it is held now: it was free, or held by this holder already. */
  acquire(): Promise<boolean>;
  /** False when it is lost: its time was over, and another may hold it. */
  renew(): Promise<boolean>;
  /** Whether nobody else can hold it at this moment, as its time is not over. Asks nobody: a process that slept knows at once. */
  isHeld(): boolean;
  /** Lets others have it. Leaves the lease of another holder alone. */
  release(): Promise<void>;
}

const ACQUIRE = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;

const RELEASE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;

/** True when the holder has the key now, for so many real ms: it was free, or the holder's already. */
export async function hold({ redis, key, holder }: Held, ttlMs: number): Promise<boolean> {
  return (await redis.eval(ACQUIRE, 1, key, holder, ttlMs)) === 1;
}

/** Lets others have the key. Leaves that of another holder alone. */
export async function letGo({ redis, key, holder }: Held): Promise<void> {
  await redis.eval(RELEASE, 1, key, holder);
}

export function createLease({ clock, ttlMs, ...held }: LeaseOptions): Lease {
  const { redis, key, holder } = held;
  /** When the last request that was granted was sent: its time began then, or later. */
  let heldFrom: number | undefined;
  const ask = async (asked: () => Promise<boolean>) => {
    const sentAt = clock.now();
    const granted = await asked();
    heldFrom = granted ? sentAt : undefined;
    return granted && isHeld();
  };
  const isHeld = () => heldFrom !== undefined && clock.real(clock.now() - heldFrom) < ttlMs;
  return {
    acquire: () => ask(() => hold(held, ttlMs)),
    // One command, and no script of three: a lease is renewed all day. Another's is thus prolonged once, by its own time.
    renew: () => ask(async () => (await redis.getex(key, 'PX', ttlMs)) === holder),
    isHeld,
    release: async () => {
      heldFrom = undefined;
      await letGo(held);
    },
  };
}
