import { inert } from '../blocks/escape.ts';
import type { Action } from '../commands/command.ts';
import type { LookUpTools } from '../commands/look-up.ts';
import { lookUpAnswer } from '../commands/stored.ts';
import { readJobLogs } from './values.ts';

/** Asks for the logs of one job, for whoever clicks, where the message is: in the channel, or in its thread. */
export function jobLogsAction({ environments, lookUp }: Pick<LookUpTools, 'environments' | 'lookUp'>): Action {
  return {
    id: 'job-logs',
    async run({ value, user, channel, threadTs: thread, triggerId, respond }) {
      const job = readJobLogs(value);
      if (job === undefined) return respond({ text: refusal('the job in the button cannot be read') });
      const { environment, jobId } = job;
      if (!environments.includes(environment))
        return respond({ text: refusal(`there is no environment ${environment} any more`) });
      const lookup = { kind: 'logs', request: { jobId, pods: 'all', previous: false } } as const;
      const place = { channel, ...(thread !== undefined && { thread }) };
      const enqueued = await lookUp({ lookup, environment, requestedBy: user, ...place, triggerId });
      const answer = lookUpAnswer(enqueued, environment);
      if (answer !== undefined) await respond(answer);
    },
  };
}

function refusal(reason: string): string {
  return `Nothing was looked up: ${inert(reason, 300)}. Type \`/focus logs\` with the id of the job.`;
}
