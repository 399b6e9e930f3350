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
  /** Its report is there already. */
  | { readonly kind: 'answered'; readonly environment: string }
  /** Nothing of that name waits or runs. */
  | { readonly kind: 'over' }
  /** There is one of that name in each of these: which is meant, only the asker knows. */
  | { readonly kind: 'several'; readonly id: string; readonly environments: readonly string[] }
  /** The asker has nothing that waits or runs. */
  | { readonly kind: 'none' };

/** Ends what waits or runs: an id of an investigation, look-up or job; without one, the asker's own newest. In one environment alone where it is named. */
export type Cancel = (id: string | undefined, user: string, environment?: string) => Promise<CancelOutcome>;

export interface CancelCommandTools {
  readonly environments: readonly string[];
  readonly cancel: Cancel;
}

export function cancelCommand({ environments, cancel }: CancelCommandTools): Command {
  return {
    name: 'cancel',
    usage: '/focus cancel [environment] [reference|job_id]',
    summary:
      'Ends an investigation, a series, or the following of logs, that waits or runs: your newest, or the one that you name.',
    details: [
      '`reference`: as the message shows it',
      '`job_id`: of the job that is watched or followed; with its environment, where the same id is under way in several',
      'What others asked for too goes on for them.',
      'What was seen until then is kept. The backend has no way to end a job: one that nobody drives is deleted by itself, 38–57 s after configure.',
    ],
    async run({ text, user, respond }) {
      const words = tidy(text).split(' ').filter(Boolean);
      const place = environments.find((name) => words.some((word) => word.toLowerCase() === name.toLowerCase()));
      const ids = words.map((word) => word.toLowerCase()).filter((word) => word !== place?.toLowerCase());
      if (ids.length > 1) return respond(TOO_MUCH);
      await respond(cancelAnswer(await cancel(ids[0], user, ...(place === undefined ? [] : [place]))));
    },
  };
}

const TOO_MUCH = { text: 'Nothing was cancelled: name one reference or job, such as `/focus cancel 19-7`.' };

/** Said only to who wanted it. */
export function cancelAnswer(outcome: CancelOutcome): Content {
  switch (outcome.kind) {
    case 'over':
      return { text: 'Nothing of that name waits or runs, so there is nothing to cancel. It may have ended just now.' };
    case 'answered':
      return {
        text: `The investigation in ${inert(outcome.environment, 100)} has its report already, so there is nothing left to cancel.`,
      };
    case 'several':
      return { text: severalWords(outcome.id, outcome.environments) };
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

function severalWords(id: string, environments: readonly string[]): string {
  const lines = environments.map((name) => `\`/focus cancel ${inert(name, 100)} ${inert(id, 40)}\``);
  return [
    `Nothing was cancelled: ${inert(id, 40)} waits or runs in ${environments.length} environments. Say where:`,
    ...lines,
  ].join('\n');
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
