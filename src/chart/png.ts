import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Sharp where a screen has two pixels for one, and still small to upload. */
const ZOOM = 1.6;
const LONGEST_MS = 20_000;
/** A thread that nobody needed for so long ends: its memory is not V8's, and nothing else gives it back. */
const IDLE_MS = 60_000;
/** Fonts and code are read once a thread; after so many pictures it begins anew, whatever they may have left in it. */
const MOST_PICTURES = 100;

export interface Painter {
  /**
   * An SVG of ours as PNG, 1.6 times its size, with Inter and Noto Sans Hebrew for all texts. Pictures are drawn one after
   * another in a thread of their own. Rejects for what is no SVG, when the signal aborts, and after 20 s.
   */
  draw(svg: string, signal?: AbortSignal): Promise<Buffer>;
  close(): Promise<void>;
}

interface Thread {
  readonly worker: Worker;
  readonly ended: AbortSignal;
  pictures: number;
}

export function createPainter(): Painter {
  let thread: Thread | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();

  function begin(): Thread {
    const ended = new AbortController();
    const worker = new Worker(new URL('./png-worker.ts', import.meta.url), {
      workerData: { zoom: ZOOM },
      // Neither our flags nor our secrets are its concern.
      execArgv: [],
      env: {},
    });
    worker.on('error', (error) => ended.abort(error));
    worker.on('exit', (code) => ended.abort(new Error(`its thread ended with ${code} before there was one`)));
    worker.unref();
    return { worker, ended: ended.signal, pictures: 0 };
  }

  function current(): Thread {
    if (thread && (thread.ended.aborted || thread.pictures >= MOST_PICTURES)) void end();
    thread ??= begin();
    return thread;
  }

  async function end(): Promise<void> {
    const old = thread;
    thread = undefined;
    clearTimeout(idle);
    await old?.worker.terminate();
  }

  function rest(): void {
    clearTimeout(idle);
    // Real time, not a Clock's: memory is no cheaper in a faster world.
    idle = setTimeout(() => void end(), IDLE_MS).unref();
  }

  async function draw(svg: string, signal?: AbortSignal): Promise<Buffer> {
    // Computing is no faster in a faster world either.
    const given = AbortSignal.any([AbortSignal.timeout(LONGEST_MS), ...(signal ? [signal] : [])]);
    let own: Thread | undefined;
    try {
      given.throwIfAborted();
      own = current();
      own.pictures += 1;
      own.worker.ref();
      own.worker.postMessage(svg);
      const [drawn]: unknown[] = await once(own.worker, 'message', { signal: AbortSignal.any([given, own.ended]) });
      if (!(drawn instanceof Uint8Array)) throw new TypeError(String(drawn));
      own.worker.unref();
      rest();
      return Buffer.from(drawn.buffer, drawn.byteOffset, drawn.byteLength);
    } catch (error) {
      // What it was at may still come, and would be taken for the next picture.
      if (own === thread) await end();
      throw new Error('drawing the picture failed', {
        cause: given.aborted ? given.reason : own?.ended.aborted ? own.ended.reason : error,
      });
    }
  }

  return {
    draw(svg, signal) {
      const drawn = last.then(() => draw(svg, signal));
      last = drawn.catch(() => undefined);
      return drawn;
    },
    async close() {
      await last;
      await end();
    },
  };
}
