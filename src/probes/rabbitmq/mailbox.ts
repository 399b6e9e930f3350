/** Carries items from who finds them to one reader, in order. */
export interface Mailbox<T> extends AsyncIterable<T> {
  put(item: T): void;
  /** The reader ends after what was put before, with the error when there is one. */
  end(error?: unknown): void;
}

export function createMailbox<T>(): Mailbox<T> {
  const items: T[] = [];
  let ended: { readonly error?: unknown } | undefined;
  let wake = () => {};
  return {
    put: (item) => {
      items.push(item);
      wake();
    },
    end: (error) => {
      ended ??= { error };
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        yield* items.splice(0);
        if (items.length > 0) continue;
        if (ended?.error !== undefined) throw ended.error;
        if (ended) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
