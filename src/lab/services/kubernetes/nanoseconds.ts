import type { Clock } from '#lib/clock.ts';

/** Milliseconds in a double keep a microsecond apart, no less. */
const LEAST_STEP = 1_000n;

/** The clock's now in nanoseconds since the epoch, each later than the one before: stamps of a busy second stay in order. */
export function createNanoseconds(clock: Clock): () => bigint {
  let last = 0n;
  return () => {
    const now = clock.now();
    const whole = Math.floor(now);
    const fresh = BigInt(whole) * 1_000_000n + BigInt(Math.floor((now - whole) * 1_000_000));
    last = fresh > last ? fresh : last + LEAST_STEP;
    return last;
  };
}

/** As the kubelet writes it before a log line: RFC 3339 with nine digits, UTC. */
export function stampOf(nanoseconds: bigint): string {
  const fraction = String(nanoseconds % 1_000_000_000n).padStart(9, '0');
  return new Date(Number(nanoseconds / 1_000_000n)).toISOString().replace(/\.\d+Z$/, `.${fraction}Z`);
}
