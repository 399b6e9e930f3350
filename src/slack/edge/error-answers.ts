import { randomBytes } from 'node:crypto';
import { NotAllowedError } from '#access/door.ts';
import { describeError, ExplainedError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { inert } from '../blocks/escape.ts';
import type { Content } from '../message/content.ts';
import { explainFailure } from '../message/failure.ts';
import type { Whisper } from './whisper.ts';

export interface ErrorAnswers {
  /** How many errors since the start were nobody's fault but the bot's. */
  readonly bugs: number;
  /** Runs what somebody asked for; an error becomes an answer to that person. Never rejects. */
  answering(what: object, whisper: Whisper, work: () => Promise<void>): Promise<void>;
}

export function createErrorAnswers(log: Log): ErrorAnswers {
  let bugs = 0;

  function wordError(what: object, failure: unknown): Content {
    const error = explainFailure(failure, 'what the bot was to do');
    if (error instanceof ExplainedError) {
      log.warn({ ...what, failure: describeError(error) }, 'answered with an explanation');
      // Whom to ask is said in ids that focus.yml names: Slack shows them as names, and a private answer notifies nobody.
      const advice = error instanceof NotAllowedError ? error.advice : inert(error.advice, 1_000);
      return { text: `${inert(error.message, 1_000)}\n${advice}` };
    }
    bugs += 1;
    const reference = randomBytes(3).toString('hex');
    const stack = error instanceof Error ? error.stack : undefined;
    log.error({ ...what, reference, error: describeError(error), stack }, 'a bug');
    return { text: `That is my fault, not yours. Reference ${reference}: quote it to whoever runs the bot.` };
  }

  return {
    get bugs() {
      return bugs;
    },
    async answering(what, whisper, work) {
      try {
        await work();
      } catch (error) {
        await whisper(wordError(what, error));
      }
    },
  };
}
