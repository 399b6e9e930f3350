import type { Clock } from './clock.ts';

/** What a lease needs of ioredis. */
export interface LeaseStore {
  eval(script: string, keys: number, ...values: (string | number)[]): Promise<unknown>;
}

export interface LeaseOptions {
  readonly redis: LeaseStore;
  readonly key: string;
  /** Unlike any other's, such as a UUID that was made for this lease. */
  readonly holder: string;
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

const RENEW = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1`;

const RELEASE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;

export function createLease({ redis, key, holder, ttlMs, clock }: LeaseOptions): Lease {
  /** When the last request that was granted was sent: its time began then, or later. */
  let heldFrom: number | undefined;
  const ask = async (script: string) => {
    const sentAt = clock.now();
    const granted = (await redis.eval(script, 1, key, holder, ttlMs)) === 1;
    heldFrom = granted ? sentAt : undefined;
    return granted && isHeld();
  };
  const isHeld = () => heldFrom !== undefined && clock.real(clock.now() - heldFrom) < ttlMs;
  return {
    acquire: () => ask(ACQUIRE),
    renew: () => ask(RENEW),
    isHeld,
    release: async () => {
      heldFrom = undefined;
      await redis.eval(RELEASE, 1, key, holder);
    },
  };
}
