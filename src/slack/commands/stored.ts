import type { CheckRun } from '#queue/requests.ts';
import type { RunAgain } from '../actions/values.ts';
import { inert } from '../blocks/escape.ts';
import { link } from '../blocks/rich.ts';
import type { Content } from '../message/content.ts';

/** A question from Slack on its way to the queue. */
export interface AskedInSlack extends RunAgain {
  /** Slack user id. */
  readonly requestedBy: string;
  /** Slack channel id where the report goes. */
  readonly channel: string;
  /** Of the message under which the report goes; without it the report is a message of its own. */
  readonly thread?: string;
  readonly triggerId: string;
  /** A program asked, which reads the answer itself. */
  readonly untold?: true;
  /** The check that it is a run of. */
  readonly check?: CheckRun;
}

export type Enqueued =
  | {
      readonly kind: 'enqueued';
      readonly investigation: string;
      /** Place in the queue; 1 is next. Undefined when it is stored and could not be read. */
      readonly position: number | undefined;
      /** Workers alive for this environment. Undefined when it is stored and this could not be read. */
      readonly workers: number | undefined;
    }
  | Joined
  | TooMany;

/** Somebody asked the same before, and who asks waits for the same answer. */
export interface Joined {
  readonly kind: 'already-running';
  readonly investigation: string;
  /** Of the message where it can be followed. */
  readonly link?: string;
}

/** Why nothing more is taken; `waiting`: what there is of theirs, each with a link to its message where it has one. */
export type TooMany =
  | { readonly kind: 'too-many'; readonly waiting: readonly { readonly id: string; readonly link?: string }[] }
  | { readonly kind: 'line-full'; readonly waiting: number };

export type Enqueue = (asked: AskedInSlack) => Promise<Enqueued>;

export type LookUpEnqueued =
  | {
      readonly kind: 'enqueued';
      /** Workers alive. Undefined when it is stored and this could not be read. */
      readonly workers: number | undefined;
      /** How many are before it; 0 where it is answered at once. */
      readonly ahead: number;
    }
  | Joined
  | TooMany;

/** What only the asker is told; nothing when a worker will post the message at once. */
export function answerTo(enqueued: Enqueued, environment: string): Content | undefined {
  switch (enqueued.kind) {
    case 'already-running':
      return joinedAnswer(enqueued, environment);
    case 'enqueued':
      return keptAnswer(enqueued.workers, environment);
    case 'too-many':
    case 'line-full':
      return tooManyAnswer(enqueued, environment);
  }
}

function joinedAnswer({ investigation, link: url }: Joined, environment: string): Content {
  return {
    text: `The same question about ${inert(environment, 100)} was asked before and is not answered yet${followed(url)}. It is answered for you there; \`/focus cancel ${inert(investigation, 40)}\` if you want that no more.`,
  };
}

function tooManyAnswer(why: TooMany, environment: string): Content {
  if (why.kind === 'line-full')
    return {
      text: `Nothing was started: ${why.waiting} wait for ${inert(environment, 100)} already, and the line takes no more. Ask again in some minutes.`,
    };
  const theirs = why.waiting.map(({ id, link: url }) => (url && link(url, inert(id, 40))) ?? inert(id, 40));
  return {
    text: `Nothing was started: you have ${theirs.length} under way, and more are taken when one of them is over: ${theirs.join(', ')}. \`/focus cancel\` and one of these ends it.`,
  };
}

/** What only the asker is told of a look-up on its way to the queue. */
export function lookUpAnswer(enqueued: LookUpEnqueued, environment: string): Content | undefined {
  if (enqueued.kind === 'already-running') return joinedAnswer(enqueued, environment);
  if (enqueued.kind !== 'enqueued') return tooManyAnswer(enqueued, environment);
  return keptAnswer(enqueued.workers, environment, enqueued.ahead);
}

/** What only the asker is told of a stored request; nothing when a worker takes it at once. `ahead`: how many are before it. */
function keptAnswer(workers: number | undefined, environment: string, ahead = 0): Content | undefined {
  const place = inert(environment, 100);
  if (workers === undefined)
    return { text: `Your request for ${place} is kept, but the queue does not answer now. It starts when it does.` };
  if (workers > 0 && ahead === 0) return undefined;
  if (workers > 0)
    return {
      text: `Your request for ${place} waits: ${ahead} before it are not answered yet. \`/focus cancel\` takes it back.`,
    };
  return { text: `Your request for ${place} is kept, but no worker is up. It starts as soon as one is.` };
}

function followed(link: string | undefined): string {
  if (link === undefined || !/^https:\/\/[^\s<>|]+$/.test(link)) return '';
  return `: <${link.replaceAll('&', '&amp;')}|follow it here>`;
}
