import { parseJobs } from '#asking/places.ts';
import type { Command } from './command.ts';
import { keptAnswer } from './enqueue.ts';
import { type LookUpTools, mistakesAnswer } from './look-up.ts';

/** Asks which jobs live. The worker posts the message; here only trouble is answered, and only to the asker. */
export function jobsCommand({ lookUp, ...places }: LookUpTools): Command {
  return {
    name: 'jobs',
    usage: '/focus jobs [environment]',
    summary: `Lists the jobs that are alive, the unwell first, and what earlier ones left behind. Without an environment: ${places.defaultEnvironment}.`,
    examples: ['/focus jobs'],
    details: [`\`environment\`: ${places.environments.join(', ')}`],
    async run({ text, user, channel, triggerId, respond }) {
      const asked = parseJobs([text], places);
      if (asked.kind === 'mistakes') return respond(mistakesAnswer('jobs', asked.mistakes));
      const { environment } = asked;
      const enqueued = await lookUp({ lookup: { kind: 'jobs' }, environment, requestedBy: user, channel, triggerId });
      const answer = keptAnswer(enqueued.workers, environment);
      if (answer !== undefined) await respond(answer);
    },
  };
}
