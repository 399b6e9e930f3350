import { environment } from '#config/environment.ts';
import { investigate } from '#investigation/investigate.ts';
import { systemClock } from '#lib/clock.ts';
import { knownRedactor } from '#lib/redact.ts';
import { openStacks, stackNames } from '#wiring/stack.ts';
import { configureJob, requestOf } from '../diagnosis/matrix/play.ts';
import type { StarvedAnswer, StarvedBatch } from './starved.ts';

/** A bot in a process of its own, in real time, that is kept from working for a while in the midst of its work. */
const TIMEOUT_MS = 30_000;

process.on('message', (batch: StarvedBatch) => {
  void work(batch).then((answers) => process.send?.(answers));
});
process.send?.('ready');

async function work({ jobs, stallInMs, stallMs }: StarvedBatch): Promise<readonly StarvedAnswer[]> {
  const [answers] = await Promise.all([Promise.all(jobs.map(lookAt)), standStill(stallInMs, stallMs)]);
  return answers;
}

async function lookAt({ id, settings, startInMs }: StarvedBatch['jobs'][number]): Promise<StarvedAnswer> {
  const clock = systemClock;
  const asked = { name: 'lab', ...environment.parse(settings) };
  const stack = (await openStacks([asked], clock, knownRedactor)).get(asked.name);
  if (!stack) throw new Error('the lab has no environment');
  await clock.sleep(startInMs);
  const stop = new AbortController();
  const question = { investigation: `starved-${id}`, environment: 'lab', requestedBy: 'worlds', timeoutMs: TIMEOUT_MS };
  const startJob = async () => ({
    ...(await configureJob(stack.environment, { ...question, request: requestOf('live', clock) }, clock)),
    stack: stackNames(asked),
  });
  const { evidence, report } = await investigate({ startJob, probes: stack.probes, clock, signal: stop.signal });
  stop.abort();
  return { id, evidence, report };
}

/** As a process that the machine gives no processor: nothing in it runs. */
async function standStill(inMs: number, forMs: number): Promise<void> {
  await systemClock.sleep(inMs);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, forMs);
}
