import { environment } from '#config/environment.ts';
import { investigate } from '#investigation/investigate.ts';
import type { Stall } from '#lab/worlds/plan.ts';
import { systemClock } from '#lib/clock.ts';
import { knownRedactor } from '#lib/redact.ts';
import { openStacks, setUpOf } from '#wiring/stack.ts';
import { configureJob, requestOf } from '../diagnosis/matrix/play.ts';
import type { StarvedAnswer, StarvedBatch, StarvedJob } from './starved-batch.ts';

/** A bot in a process of its own, in real time, that is kept from working for a while in the midst of its work. */
process.on('message', (batch: StarvedBatch) => {
  void work(batch).then((answers) => process.send?.(answers));
});
process.send?.('ready');

async function work({ jobs, stall }: StarvedBatch): Promise<readonly StarvedAnswer[]> {
  const [answers] = await Promise.all([Promise.all(jobs.map(lookAt)), standStill(stall)]);
  return answers;
}

async function lookAt({ id, settings, startInMs, request, timeoutMs }: StarvedJob): Promise<StarvedAnswer> {
  const clock = systemClock;
  const asked = { name: 'lab', ...environment.parse(settings) };
  const stack = (await openStacks([asked], clock, knownRedactor)).get(asked.name);
  if (!stack) throw new Error('the lab has no environment');
  await clock.sleep(startInMs);
  const stop = new AbortController();
  const question = { investigation: `starved-${id}`, environment: 'lab', requestedBy: 'worlds', timeoutMs };
  const startJob = async () => ({
    ...(await configureJob(stack.environment, { ...question, request: requestOf(request, clock) }, clock)),
    ...setUpOf(asked),
  });
  const { evidence, report } = await investigate({ startJob, probes: stack.probes, clock, signal: stop.signal });
  stop.abort();
  return { id, evidence, report };
}

/** As a process that the machine gives no processor: nothing in it runs. */
async function standStill({ inMs, forMs }: Stall): Promise<void> {
  await systemClock.sleep(inMs);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, forMs);
}
