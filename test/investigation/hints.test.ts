import { describe, expect, it } from 'vitest';
import { createHints } from '#investigation/hints.ts';
import type { Fact } from '#investigation/observation.ts';
import { event, kubernetesJob, pod, queue, type Seen } from '../support/evidence.ts';
import { leapingClock } from '../support/slack-world.ts';

const NEVER = new AbortController().signal;

function heard(...seen: readonly Seen[]) {
  const clock = leapingClock();
  const hints = createHints(clock);
  for (const [, fact] of seen) hints.hear(fact);
  return { clock, hints };
}

describe('how far a job has come', () => {
  it('is not known while nobody sees its way', () => {
    expect(heard().hints).toMatchObject({
      startedForMs: undefined,
      consumerForMs: undefined,
      isWithoutConsumer: false,
    });
  });

  it('is without a consumer while its container has not started', () => {
    const { hints } = heard(kubernetesJob(700, true), pod(900, 'scheduled'));
    expect(hints).toMatchObject({ startedForMs: undefined, isWithoutConsumer: true });
  });

  it.each([
    ['its pod', pod(2_000, 'running')],
    ['an event', event(2_000, 'Started', 'Started container baby-analyzer')],
  ])('is known to have started by %s, and then nothing says that there is no consumer', (_, started) => {
    const { hints } = heard(kubernetesJob(700, true), started);
    expect(hints).toMatchObject({ startedForMs: 0, isWithoutConsumer: false });
  });

  it('is without a consumer while RabbitMQ says so, and no longer where it has fallen silent', async () => {
    const { clock, hints } = heard(pod(2_000, 'ready'), queue(2_500, {}));
    expect(hints.isWithoutConsumer).toBe(true);
    await clock.sleep(2_600);
    expect(hints.isWithoutConsumer).toBe(false);
  });

  it('is not told by what the management API counts, which is old', () => {
    const counted: Fact = { kind: 'queue-state', via: 'management', sentAt: 0, exists: true, consumers: 0, ready: 0 };
    const { hints } = heard(pod(2_000, 'ready'), [2_500, counted]);
    expect(hints.isWithoutConsumer).toBe(false);
  });

  it('has its consumer since RabbitMQ first said so', async () => {
    const { clock, hints } = heard(pod(2_000, 'ready'), queue(2_500, { consumers: 1 }));
    await clock.sleep(300);
    hints.hear(queue(2_800, { consumers: 1 })[1]);
    expect(hints).toMatchObject({ consumerForMs: 300, isWithoutConsumer: false });
  });
});

describe('a pause between two looks', () => {
  it.each([
    ['started', pod(2_000, 'running')],
    ['got its consumer', queue(2_500, { consumers: 1 })],
  ])('ends when the job has %s', async (_, [, fact]) => {
    const hints = createHints({ ...leapingClock(), sleep: asleep });
    const pause = hints.sleep(60_000, NEVER);
    hints.hear(fact);
    await expect(pause).resolves.toBeUndefined();
  });

  it('ends at once where the watch is over, before or meanwhile', async () => {
    const hints = createHints({ ...leapingClock(), sleep: asleep });
    await expect(hints.sleep(60_000, AbortSignal.abort('over'))).rejects.toBe('over');
    const stop = new AbortController();
    const pause = hints.sleep(60_000, stop.signal);
    stop.abort('over');
    await expect(pause).rejects.toBe('over');
  });
});

/** Until the signal. */
function asleep(_ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
}
