import { tidy } from '#asking/words.ts';
import { joinFirst } from '#lib/join-words.ts';
import { inert, mention } from '../blocks/escape.ts';
import type { Content } from '../message/content.ts';
import type { Command } from './command.ts';

/** What came of the wish to end something. */
export type CancelOutcome =
  | {
      readonly kind: 'cancelled';
      readonly what: 'investigation' | 'follow' | 'series' | 'look-up';
      readonly environment: string;
    }
  /** It goes on for others who asked the same; Slack user ids. */
  | { readonly kind: 'left'; readonly environment: string; readonly others: readonly string[] }
  /** Nothing of that name waits or runs. */
  | { readonly kind: 'over' }
  /** The asker has nothing that waits or runs. */
  | { readonly kind: 'none' };

/** Ends what waits or runs: an id of an investigation, look-up or job; without one, the asker's own newest. */
export type Cancel = (id: string | undefined, user: string) => Promise<CancelOutcome>;

export function cancelCommand({ cancel }: { readonly cancel: Cancel }): Command {
  return {
    name: 'cancel',
    usage: '/focus cancel [reference|job_id]',
    summary:
      'Ends an investigation, a series, or the following of logs, that waits or runs: your newest, or the one that you name.',
    details: [
      '`reference`: as the message shows it',
      '`job_id`: of the job that is watched or followed',
      'What others asked for too goes on for them.',
      'What was seen until then is kept. The backend has no way to end a job: one that nobody drives is deleted by itself, 38–57 s after configure.',
    ],
    async run({ text, user, respond }) {
      const id = tidy(text).trim().toLowerCase();
      await respond(cancelAnswer(await cancel(id === '' ? undefined : id, user)));
    },
  };
}

/** Said only to who wanted it. */
export function cancelAnswer(outcome: CancelOutcome): Content {
  switch (outcome.kind) {
    case 'over':
      return { text: 'Nothing of that name waits or runs, so there is nothing to cancel. It may have ended just now.' };
    case 'none':
      return {
        text: 'Nothing that you asked for waits or runs. To end something else: `/focus cancel` and its reference.',
      };
    case 'left':
      return { text: leftWords(outcome.environment, outcome.others) };
    case 'cancelled':
      return { text: `${WORDS[outcome.what]} in ${inert(outcome.environment, 100)} ends now.${AFTER[outcome.what]}` };
  }
}

function leftWords(environment: string, others: readonly string[]): string {
  const names = joinFirst(others.map(mention), MOST_NAMED);
  return `The investigation in ${inert(environment, 100)} goes on for ${names}, and is yours no more. To end it for all, cancel it once more, if you may.`;
}

const MOST_NAMED = 3;

const WORDS = {
  investigation: 'The investigation',
  follow: 'The following',
  series: 'The series',
  'look-up': 'The look-up',
} as const;

const AFTER = {
  investigation: ' Its message will say so, and what is left in the backend.',
  follow: ' Its message will say that you stopped it, and the whole follows in its thread.',
  series: ' Its message will say so, and what was measured until then.',
  'look-up': '',
} as const;
