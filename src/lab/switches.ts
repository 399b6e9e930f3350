import { nearest } from '#lib/nearest.ts';
import type { LabSlack } from './services/slack/lab-slack.ts';
import type { Ingredient } from './worlds/plan.ts';

/** Something that is switched on and off by hand, at once and at any moment, also in the midst of a run. */
export interface Switch {
  readonly id: string;
  readonly story: string;
  /** What it is in the world. */
  readonly ingredient?: Ingredient;
  /** It harms the worker, which has to be a thread of its own for that. */
  readonly needsApart?: true;
  /** While it is on, nobody is answered. */
  readonly silences?: true;
  /** What it does to the bot and to Slack. */
  turn?(parts: Switchable, on: boolean): Promise<void> | void;
}

export interface Switchable {
  readonly slack: LabSlack;
  /** Dies without a word, or another one begins. */
  setWorker(lives: boolean): Promise<void>;
  starveWorker(starves: boolean): void;
}

/** Slack's methods by which the bot writes. */
const WRITING = ['chat.postMessage', 'chat.update'];
const RETRY_AFTER_S = 5;

export const switches: readonly Switch[] = [
  {
    id: 'worker-killed',
    story: 'The worker dies without a word; switched off, another one takes over',
    needsApart: true,
    silences: true,
    turn: ({ setWorker }, on) => setWorker(!on),
  },
  {
    id: 'worker-starved',
    story: 'The worker gets no processor: nothing in it runs',
    needsApart: true,
    silences: true,
    turn: ({ starveWorker }, on) => starveWorker(on),
  },
  {
    id: 'rabbitmq-stopped',
    story: 'RabbitMQ refuses every connection, and loses its consumers',
    ingredient: {
      id: 'rabbitmq-stopped',
      role: 'fault',
      faults: [{ kind: 'rabbitmq-down' }],
      right: { ids: ['rabbitmq-down'] },
      deed: 'rabbitmq-down',
    },
  },
  {
    id: 'kubernetes-hangs',
    story: 'Kubernetes takes every request of the bot and answers none',
    ingredient: {
      id: 'kubernetes-hangs',
      role: 'blindness',
      faults: [{ kind: 'unseen', part: 'kubernetes', how: 'hangs' }],
      right: { ids: ['kubernetes-unreachable'] },
    },
  },
  {
    id: 'backend-slow',
    story: 'Focus Server answers every GET 2 s later',
    ingredient: { id: 'backend-slow', role: 'way', faults: [{ kind: 'slow-answers', byMs: 2_000 }] },
  },
  {
    id: 'slack-429',
    story: `Slack answers every post and edit with 429, Retry-After ${RETRY_AFTER_S} s`,
    silences: true,
    turn({ slack }, on) {
      for (const method of WRITING) slack.failAll(method, on ? { retryAfter: RETRY_AFTER_S } : undefined);
    },
  },
  {
    id: 'clock-skewed',
    story: 'The cluster’s clock is 7 s ahead of the bot’s',
    ingredient: { id: 'clock-skewed', role: 'noise', faults: [{ kind: 'clock-ahead', byMs: 7_000 }] },
  },
  {
    id: 'others-fail',
    story: 'A job of another team lives, and never gets its consumer',
    ingredient: {
      id: 'others-fail',
      role: 'neighbour',
      faults: [{ kind: 'other-jobs', count: 1, faults: [{ kind: 'never', stage: 'consumer' }] }],
    },
  },
];

/** Throws with the nearest id where there is none of this one. */
export function switchCalled(id: string): Switch {
  const found = switches.find((known) => known.id === id);
  if (found) return found;
  const ids = switches.map((known) => known.id);
  const meant = nearest(id, ids);
  throw new Error(`There is no switch "${id}"; ${meant ? `did you mean ${meant}?` : `there are ${ids.join(', ')}`}`);
}

/** Whether the switch of this id does. */
export function needsApart(id: string): boolean {
  return switches.some((known) => known.id === id && known.needsApart === true);
}

export function isSilenced(on: ReadonlySet<string>): boolean {
  return switches.some(({ id, silences }) => silences === true && on.has(id));
}

/** Each on a line, with what is on by now. */
export function switchLines(on: ReadonlySet<string>): string {
  return switches.map(({ id, story }) => `${on.has(id) ? 'on ' : 'off'} ${id.padEnd(18)} ${story}`).join('\n');
}
