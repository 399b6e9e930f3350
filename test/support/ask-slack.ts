import type { Clock } from '#lib/clock.ts';
import type { ActionCall, CommandCall } from '#slack/commands/command.ts';
import type { AskedInSlack, Enqueue, Enqueued } from '#slack/commands/enqueue.ts';
import type { Content } from '#slack/content.ts';

/** A person in Slack: what they type or click, and what only they are told. */
export function asker(): { answers: Content[]; types(text: string): CommandCall; clicks(value: string): ActionCall } {
  const answers: Content[] = [];
  const call = {
    user: 'U0ASKER',
    channel: 'C0OPS',
    triggerId: 'trigger-1',
    async respond(content: Content) {
      answers.push(content);
    },
  };
  return {
    answers,
    types: (text) => ({ ...call, text }),
    clicks: (value) => ({ ...call, value, messageTs: '1763048055.000100' }),
  };
}

/** A queue that keeps what it is asked and answers as told. */
export function queue(answer: Enqueued): { asked: AskedInSlack[]; enqueue: Enqueue } {
  const asked: AskedInSlack[] = [];
  return {
    asked,
    async enqueue(request) {
      asked.push(request);
      return answer;
    },
  };
}

export const accepted = {
  kind: 'enqueued',
  investigation: 'inv-7f3a',
  position: 1,
  workers: 1,
} as const satisfies Enqueued;

/** A clock that stands still. */
export function stoppedClock(now: number): Clock {
  return { now: () => now, sleep: async () => {}, timeout: () => new AbortController().signal, real: (ms) => ms };
}
