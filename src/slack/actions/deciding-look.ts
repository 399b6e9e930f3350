import { inert } from '../blocks/escape.ts';
import type { Action } from '../commands/command.ts';
import type { LookUpTools } from '../commands/look-up.ts';
import { lookUpAnswer } from '../commands/stored.ts';
import { readDecidingLook } from './values.ts';

/** Takes the look that would decide a report without a cause, for whoever clicks, answered in the thread of the report. */
export function decidingLookAction({ environments, lookUp }: Pick<LookUpTools, 'environments' | 'lookUp'>): Action {
  return {
    id: 'decide',
    async run({ value, user, channel, messageTs, threadTs = messageTs, triggerId, respond }) {
      const asked = readDecidingLook(value);
      if (asked === undefined) return respond({ text: refusal('the look in the button cannot be read') });
      const { environment, lookup } = asked;
      if (!environments.includes(environment))
        return respond({ text: refusal(`there is no environment ${environment} any more`) });
      const thread = threadTs === undefined ? {} : { thread: threadTs };
      const enqueued = await lookUp({
        lookup,
        environment,
        requestedBy: user,
        channel,
        triggerId,
        ...thread,
      });
      const answer = lookUpAnswer(enqueued, environment);
      if (answer !== undefined) await respond(answer);
    },
  };
}

function refusal(reason: string): string {
  return `Nothing was looked up: ${inert(reason, 300)}. Type \`/focus help\` for all that can be asked.`;
}
