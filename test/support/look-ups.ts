import type { AskedInSlackLookup, LookUp } from '#slack/commands/look-up.ts';

/** A queue of look-ups that keeps what it is asked; `workers` are alive, or nobody knows. */
export function lookUps(workers: number | undefined, ahead = 0): { asked: AskedInSlackLookup[]; lookUp: LookUp } {
  const asked: AskedInSlackLookup[] = [];
  return {
    asked,
    async lookUp(one) {
      asked.push(one);
      return { kind: 'enqueued', workers, ahead };
    },
  };
}
