import { inert } from '../blocks/escape.ts';
import type { Action } from '../commands/command.ts';
import type { LookUpTools } from '../commands/look-up.ts';
import { lookUpAnswer } from '../commands/stored.ts';
import { readLogsFilter } from './values.ts';

/** Looks up the logs of a message anew, only those that were chosen; the answer takes the place of the message. */
export function logsFilterAction({ environments, lookUp }: Pick<LookUpTools, 'environments' | 'lookUp'>): Action {
  return {
    id: 'logs-filter',
    async run({ value, user, channel, messageTs, threadTs = messageTs, triggerId, respond }) {
      const chosen = readLogsFilter(value);
      if (chosen === undefined || messageTs === undefined || threadTs === undefined)
        return respond({ text: refusal('what was chosen cannot be read') });
      const { environment, request } = chosen;
      if (!environments.includes(environment))
        return respond({ text: refusal(`there is no environment ${environment} any more`) });
      const place = { channel, thread: threadTs, edits: messageTs };
      const lookup = { kind: 'logs', request } as const;
      const enqueued = await lookUp({ lookup, environment, requestedBy: user, ...place, triggerId });
      const answer = lookUpAnswer(enqueued, environment);
      if (answer !== undefined) await respond(answer);
    },
  };
}

function refusal(reason: string): string {
  return `Nothing was looked up: ${inert(reason, 300)}. Type \`/focus logs\` with the id of the job.`;
}
