import { once } from 'node:events';
import { Worker as Thread } from 'node:worker_threads';
import type { Log } from '#lib/logger.ts';
import type { LeadingClock } from './clock.ts';
import type { LabTexts } from './settings.ts';

/** The bot's worker in a thread of its own, with connections of its own, on the lab's clock. */
export interface ApartWorker {
  /** Where machines see it; absent unless asked for. */
  readonly outsidePort?: number;
  /** It ends in the midst of whatever it does: nothing is handed over, and nobody is told. */
  kill(): Promise<void>;
  /** While it starves nothing in it runs. */
  starve(starves: boolean): void;
  close(): Promise<void>;
}

export interface ApartOptions {
  readonly texts: LabTexts;
  readonly clock: LeadingClock;
  readonly speed: number;
  readonly log: Log;
  /** 0 for any; nobody sees it where there is none. */
  readonly outsidePort?: number;
}

/** What the thread begins with. */
export interface ThreadData extends Omit<ApartOptions, 'clock' | 'log'> {
  readonly led: BigInt64Array<SharedArrayBuffer>;
  /** 1 while it starves. */
  readonly stall: Int32Array<SharedArrayBuffer>;
}

export type Order = 'starve' | 'close';

export type Heard =
  | { readonly kind: 'ready'; readonly outsidePort?: number }
  | { readonly kind: 'log'; readonly level: Level; readonly fields: object; readonly message: string };

type Level = 'debug' | 'info' | 'warn' | 'error';

export async function openApart({ clock, log, ...rest }: ApartOptions): Promise<ApartWorker> {
  const stall = new Int32Array(new SharedArrayBuffer(4));
  const workerData: ThreadData = { ...rest, led: clock.lead(), stall };
  const thread = new Thread(new URL('./worker-thread.ts', import.meta.url), { workerData, execArgv: [] });
  const ended = once(thread, 'exit');
  const outsidePort = await new Promise<number | undefined>((resolve, reject) => {
    thread.on('error', reject);
    thread.on('message', (heard: Heard) => {
      if (heard.kind === 'log') log[heard.level](heard.fields, heard.message);
      else resolve(heard.outsidePort);
    });
  });
  const order = (it: Order) => thread.postMessage(it);
  const starve = (starves: boolean) => {
    Atomics.store(stall, 0, starves ? 1 : 0);
    if (starves) order('starve');
    else Atomics.notify(stall, 0);
  };
  return {
    ...(outsidePort !== undefined && { outsidePort }),
    kill: async () => void (await thread.terminate()),
    starve,
    async close() {
      starve(false);
      order('close');
      await ended;
    },
  };
}
