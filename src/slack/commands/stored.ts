import type { CheckRun } from '#queue/requests.ts';
import type { RunAgain } from '../actions/values.ts';
import { inert } from '../blocks/escape.ts';
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
  | {
      readonly kind: 'already-running';
      /** Of the message where it can be followed. */
      readonly link?: string;
    };

export type Enqueue = (asked: AskedInSlack) => Promise<Enqueued>;

/** What only the asker is told; nothing when a worker will post the message at once. */
export function answerTo(enqueued: Enqueued, environment: string): Content | undefined {
  const place = inert(environment, 100);
  switch (enqueued.kind) {
    case 'already-running':
      return { text: `The same question about ${place} is being answered right now${followed(enqueued.link)}.` };
    case 'enqueued':
      return keptAnswer(enqueued.workers, environment);
  }
}

/** What only the asker is told of a stored request; nothing when a worker takes it at once. */
export function keptAnswer(workers: number | undefined, environment: string): Content | undefined {
  const place = inert(environment, 100);
  if (workers === undefined)
    return { text: `Your request for ${place} is kept, but the queue does not answer now. It starts when it does.` };
  if (workers > 0) return undefined;
  return { text: `Your request for ${place} is kept, but no worker is up. It starts as soon as one is.` };
}

function followed(link: string | undefined): string {
  if (link === undefined || !/^https:\/\/[^\s<>|]+$/.test(link)) return '';
  return `: <${link.replaceAll('&', '&amp;')}|follow it here>`;
}
