import type { PodState } from '#investigation/observation.ts';
import type { Clock } from '#lib/clock.ts';
import { isFailure } from './failure.ts';

/** The pods of one job, as they were last seen. */
export interface PodsSeen {
  /** False when it says nothing new. A pod that is deleted is no longer there. */
  note(state: PodState, terminating: boolean): boolean;
  readonly count: number;
  /** One of them was not well, or is late: not ready 30 s after it was first seen. */
  haveFailed(): boolean;
}

interface SeenPod {
  readonly seenAt: number;
  /** It was ready once, or need not be any more. */
  settled: boolean;
  told: string;
}

const READY_MS = 30_000;

export function createPodsSeen(clock: Clock): PodsSeen {
  const pods = new Map<string, SeenPod>();
  let failed = false;
  const isLate = ({ seenAt, settled }: SeenPod) => !settled && clock.now() - seenAt >= READY_MS;
  return {
    get count() {
      return pods.size;
    },
    note: (state, terminating) => {
      const pod = pods.get(state.uid) ?? { seenAt: clock.now(), settled: false, told: '' };
      const told = JSON.stringify(state);
      if (pod.told === told) return false;
      failed ||= isFailure(state, terminating || state.deleted) || isLate(pod);
      pod.told = told;
      pod.settled ||= state.ready || terminating || state.phase === 'Succeeded';
      if (state.deleted) pods.delete(state.uid);
      else pods.set(state.uid, pod);
      return true;
    },
    haveFailed: () => {
      failed ||= [...pods.values()].some(isLate);
      return failed;
    },
  };
}
