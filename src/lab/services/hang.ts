/** While a server hangs, what it would do is put off; afterwards it is done in order. */
export interface Hang {
  set(hangs: boolean): void;
  /** At once, or when the server goes on. */
  after(work: () => void): void;
  /** Resolves at once, or when the server goes on. */
  over(): Promise<void>;
}

export function createHang(): Hang {
  const waiting: (() => void)[] = [];
  let hangs = false;
  const after = (work: () => void) => {
    if (hangs) waiting.push(work);
    else work();
  };
  return {
    set: (value) => {
      hangs = value;
      if (!hangs) for (const work of waiting.splice(0)) work();
    },
    after,
    over: () => new Promise((resolve) => after(resolve)),
  };
}
