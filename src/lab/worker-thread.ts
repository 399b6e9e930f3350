import { parentPort, workerData } from 'node:worker_threads';
import type { Log } from '#lib/logger.ts';
import { openOutside } from '#wiring/outside.ts';
import { openWorker } from '#worker.ts';
import type { Heard, Order, ThreadData } from './apart.ts';
import { followingClock } from './clock.ts';
import { configOf } from './settings.ts';

/** A worker as `main.ts worker` has it, whose log the lab writes. */
const { texts, led, speed, stall, outsidePort } = workerData as ThreadData;
const clock = followingClock(led, speed);
const log = logOf({});
const config = configOf(texts);
const place = { host: '127.0.0.1', port: outsidePort ?? 0, setting: 'the lab’s own' };
const outside = outsidePort === undefined ? undefined : await openOutside({ config, place, clock, log });
const worker = await openWorker(config, clock, log, outside);
outside?.watch(worker);
outside?.enter('running');
parentPort?.on('message', (order: Order) => {
  if (order === 'starve') Atomics.wait(stall, 0, 1);
  else void close();
});
tell({ kind: 'ready', ...(outside && { outsidePort: outside.port }) });

async function close(): Promise<void> {
  await worker.close();
  await outside?.close();
  clock.stop();
  process.exit();
}

function logOf(known: object): Log {
  const write = (level: keyof Omit<Log, 'child'>) => (fields: object, message: string) =>
    tell({ kind: 'log', level, fields: JSON.parse(JSON.stringify({ ...known, ...fields })), message });
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (fields) => logOf({ ...known, ...fields }),
  };
}

function tell(heard: Heard): void {
  parentPort?.postMessage(heard);
}
