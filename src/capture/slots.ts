/** So many at a time; who comes when all are taken waits in line. */
export interface Slots {
  readonly areTaken: boolean;
  /** Runs `work` when there is a slot; not at all when the signal comes first. */
  use(work: () => Promise<void>, signal?: AbortSignal): Promise<void>;
}

export function createSlots(count: number): Slots {
  const waiting = new Set<() => void>();
  let free = count;
  const enter = (signal: AbortSignal | undefined) =>
    new Promise<boolean>((resolve) => {
      const settle = (entered: boolean) => {
        waiting.delete(enterNow);
        signal?.removeEventListener('abort', giveUp);
        resolve(entered);
      };
      const enterNow = () => settle(true);
      const giveUp = () => settle(false);
      if (signal?.aborted) return resolve(false);
      if (free > 0) {
        free -= 1;
        return resolve(true);
      }
      waiting.add(enterNow);
      signal?.addEventListener('abort', giveUp, { once: true });
    });
  const leave = () => {
    const [next] = waiting;
    if (next) next();
    else free += 1;
  };
  return {
    get areTaken() {
      return free === 0;
    },
    use: async (work, signal) => {
      if (!(await enter(signal))) return;
      try {
        await work();
      } finally {
        leave();
      }
    },
  };
}
