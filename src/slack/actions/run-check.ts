import { inert } from '../blocks/escape.ts';
import type { CheckOf } from '../blocks/incident-words.ts';
import type { Action } from '../commands/command.ts';
import type { Content } from '../message/content.ts';
import { readCheckName } from './values.ts';

/** A run that somebody wants now. */
export interface AskedRun {
  /** The check's name; it is in focus.yml. */
  readonly check: string;
  /** Slack user id. */
  readonly user: string;
  /** Slack channel id. */
  readonly channel: string;
  readonly triggerId: string;
}

/** Resolves with what only who asked is told, such as that no worker is up; with nothing when it runs at once. */
export type RunCheck = (asked: AskedRun) => Promise<Content | undefined>;

export interface RunCheckTools {
  readonly checkOf: CheckOf;
  readonly runCheck: RunCheck;
}

/** Runs a check out of turn, for whoever clicks. */
export function runCheckAction({ checkOf, runCheck }: RunCheckTools): Action {
  return {
    id: 'run-check',
    async run({ value, user, channel, triggerId, respond }) {
      const check = knownCheck(value, checkOf);
      if (check === undefined) return respond({ text: `Nothing was started: ${GONE}` });
      const trouble = await runCheck({ check, user, channel, triggerId });
      await respond(trouble ?? { text: `Check ${inert(check, 100)} runs now. \`/focus checks\` shows what it says.` });
    },
  };
}

/** Ends the sentence that begins with what was not done. */
export const GONE = 'focus.yml has no such check any more. `/focus checks` shows those it has.';

/** The name in a button, when it is a check's that focus.yml has. */
export function knownCheck(value: string, checkOf: CheckOf): string | undefined {
  const name = readCheckName(value);
  return name === undefined ? undefined : checkOf(name)?.name;
}
