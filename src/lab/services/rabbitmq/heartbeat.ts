import { systemClock } from '#lib/clock.ts';

export interface Life {
  /** Aborted when the connection ends. */
  readonly signal: AbortSignal;
  beat(): void;
  /** Whether anything came in since it was last asked. */
  wasHeard(): boolean;
  giveUp(): void;
}

/**
 * A heartbeat every half interval; gives a client up that was silent for two intervals. Real seconds, also in a lab
 * that runs faster: the client library counts its own so. 0 means without heartbeats.
 */
export async function keepAlive(seconds: number, life: Life): Promise<void> {
  for (let halves = 1; seconds > 0; halves += 1) {
    const slept = await systemClock.sleep(seconds * 500, life.signal).then(
      () => true,
      () => false,
    );
    if (!slept) return;
    life.beat();
    if (halves % 4 === 0 && !life.wasHeard()) return life.giveUp();
  }
}
