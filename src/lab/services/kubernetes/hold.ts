/** Puts off what is to be sent while the server hangs, in order. */
export interface Hold {
  set(held: boolean): void;
  /** At once, or when the hold ends. */
  send(act: () => void): void;
}

export function createHold(): Hold {
  let waiting: (() => void)[] | undefined;
  return {
    set: (held) => {
      const due = waiting ?? [];
      waiting = held ? due : undefined;
      if (!held) for (const act of due) act();
    },
    send: (act) => {
      if (waiting) waiting.push(act);
      else act();
    },
  };
}
