import type { Mistake } from '#asking/limits.ts';
import type { AskedLookup, Question, World } from '#lookups/question.ts';
import { inert } from '../blocks/escape.ts';
import type { Content } from '../message/content.ts';
import type { Command } from './command.ts';
import { type LookUpEnqueued, lookUpAnswer } from './stored.ts';

/** A look-up from Slack on its way to the queue. */
export interface AskedInSlackLookup {
  readonly lookup: AskedLookup;
  readonly environment: string;
  /** Slack user id. */
  readonly requestedBy: string;
  /** Slack channel id where the answer goes. */
  readonly channel: string;
  readonly triggerId: string;
  /** A program asked, which reads the answer itself. */
  readonly untold?: true;
  /** Of the message under which the answer goes; without it the answer is a message of its own. */
  readonly thread?: string;
  /** Of the message whose place the answer takes. */
  readonly edits?: string;
}

export type LookUp = (asked: AskedInSlackLookup) => Promise<LookUpEnqueued>;

/** Where can be looked, what may be named, and how it is asked. */
export interface LookUpTools extends World {
  readonly lookUp: LookUp;
}

/** Asks a look-up. The worker posts the message; here only trouble is answered, and only to the asker. */
export function lookUpCommand(question: Question, { lookUp, ...world }: LookUpTools): Command {
  const { kind: name, usage } = question;
  return {
    name,
    usage,
    summary: question.summary(world),
    examples: question.examples(world),
    ...(question.details && { details: question.details(world) }),
    async run({ text, user, channel, thread, triggerId, respond }) {
      const read = question.parse(text, world);
      if (read.kind === 'mistakes') return respond(mistakesAnswer(name, read.mistakes));
      if (read.kind === 'nothing') return respond({ text: read.why });
      const { environment, asked: lookup } = read;
      const place = { channel, ...(thread !== undefined && { thread }) };
      const enqueued = await lookUp({ lookup, environment, requestedBy: user, ...place, triggerId });
      const answer = lookUpAnswer(enqueued, environment);
      if (answer !== undefined) await respond(answer);
    },
  };
}

const MOST_MISTAKES = 8;

/** Said only to who typed what cannot be done: what was not done, and all that is wrong at once. */
export function mistakesAnswer(
  command: string,
  mistakes: readonly Mistake[],
  undone = 'Nothing was looked up',
): Content {
  const lines = mistakes.slice(0, MOST_MISTAKES).map(({ message }) => `• ${inert(message, 300)}`);
  const more = mistakes.length > lines.length ? [`• and ${mistakes.length - lines.length} more`] : [];
  const isWithoutJob = mistakes.some(({ argument }) => argument === 'job_id');
  const living = isWithoutJob ? ' `/focus jobs` shows which jobs are alive.' : '';
  return { text: [`${undone}:`, ...lines, ...more, `See \`/focus help ${command}\`.${living}`].join('\n') };
}
