import type { ModalView } from '@slack/types';
import type { Clock } from '#lib/clock.ts';
import type { ActionCall, CommandCall } from '#slack/commands/command.ts';
import type { AskedInSlack, Enqueue, Enqueued } from '#slack/commands/stored.ts';
import type { Content } from '#slack/message/content.ts';

/** A person in Slack: what they type or click, what only they are told, and the forms they are shown. */
export function asker(): {
  answers: Content[];
  forms: ModalView[];
  types(text: string): CommandCall;
  clicks(value: string): ActionCall;
  clicksAtHome(value: string): ActionCall;
} {
  const answers: Content[] = [];
  const forms: ModalView[] = [];
  const call = {
    user: 'U0ASKER',
    channel: 'C0OPS',
    triggerId: 'trigger-1',
    async respond(content: Content) {
      answers.push(content);
    },
    async replace(content: Content) {
      answers.push(content);
    },
    async openModal(view: ModalView) {
      forms.push(view);
    },
  };
  return {
    answers,
    forms,
    types: (text) => ({ ...call, text }),
    clicks: (value) => ({ ...call, value, messageTs: '1763048055.000100' }),
    clicksAtHome: (value) => ({ ...call, channel: call.user, value }),
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
