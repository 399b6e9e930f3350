/** Several streams as one, in the order of arrival. Streams may be added while it is read. */
export interface MergedStream<T> extends AsyncIterable<T> {
  add(stream: AsyncIterable<T>): void;
  /** Work that has nothing to say itself: the merged stays open until it is done, and fails with it. */
  attach(work: Promise<void>): void;
}

/**
 * Ends when all streams have ended; the first failure of one is the failure of all. The streams must end on a
 * signal of their own when the merged's reader stops.
 */
export function mergeStreams<T>(): MergedStream<T> {
  const waiting: T[] = [];
  let failure: { readonly error: unknown } | undefined;
  let open = 0;
  let wake = () => {};
  const pump = async (stream: AsyncIterable<T>) => {
    for await (const item of stream) {
      waiting.push(item);
      wake();
    }
  };
  const attach = (work: Promise<void>) => {
    open += 1;
    const fail = (error: unknown) => {
      failure ??= { error };
    };
    void work.catch(fail).finally(() => {
      open -= 1;
      wake();
    });
  };
  async function* read(): AsyncGenerator<T> {
    for (;;) {
      yield* waiting.splice(0);
      if (waiting.length > 0) continue;
      if (failure) throw failure.error;
      if (open === 0) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  return {
    add: (stream) => attach(pump(stream)),
    attach,
    [Symbol.asyncIterator]: read,
  };
}

/** The streams that `open` makes, merged; its signal comes when the caller's does or when nobody reads any more. */
export async function* merged<T>(
  signal: AbortSignal,
  open: (signal: AbortSignal, merged: MergedStream<T>) => void,
): AsyncGenerator<T> {
  const left = new AbortController();
  const merged = mergeStreams<T>();
  open(AbortSignal.any([signal, left.signal]), merged);
  try {
    yield* merged;
  } finally {
    left.abort();
  }
}
