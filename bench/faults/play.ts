import type { Scenario } from '#lab/scenario.ts';
import { systemClock } from '#lib/clock.ts';
import type { Fault } from './fault.ts';
import { isOver, judge, type Outcome, rootsIn, watchFinalWords } from './judge.ts';
import { openStage, type Stage } from './stage.ts';

/** After the last request's end nothing comes any more, or what is late has come. */
const QUIET_MS = 8_000;
/** Of a request that two workers died over. */
const PATIENCE_MS = 180_000;
const CONCURRENCY = 4;

/** Asks, does the fault at its moment, waits for the end of all that was asked, and judges what people read then. */
export async function playFault(fault: Fault, scenario: Scenario, seed: number): Promise<Outcome> {
  const stage = await openStage({ scenario, seed, workers: fault.workers, concurrency: CONCURRENCY });
  try {
    const { id: channel } = stage.slack.channel('incidents');
    const finalWords = watchFinalWords(stage);
    const reached = fault.moment.reached(stage);
    for (let n = 0; n < fault.requests; n++)
      await stage.slack.command(`timing height=${1_000 + n}`, { user: stage.slack.addPerson(`asker${n}`), channel });
    await reached;
    await fault.act(stage);
    await settled(stage, channel, fault.requests);
    const healthy = scenario.expected.verdict === 'healthy';
    return judge(stage, { channel, requests: fault.requests, healthy }, finalWords);
  } finally {
    await stage.close();
  }
}

/** Every request has come to its end and nothing was said for a while, or nobody can wait any longer. */
async function settled({ slack }: Stage, channel: string, requests: number): Promise<void> {
  const began = systemClock.now();
  let changedAt = began;
  const stop = slack.onChange(() => {
    changedAt = systemClock.now();
  });
  const isSettled = () => {
    const over = rootsIn(slack.messages(channel), slack.botUser).filter(isOver);
    return over.length >= requests && systemClock.now() - changedAt > QUIET_MS;
  };
  while (!isSettled() && systemClock.now() - began < PATIENCE_MS) await systemClock.sleep(500);
  stop();
}
