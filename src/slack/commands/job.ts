import { jobArguments, parseJob } from '#asking/places.ts';
import type { Command } from './command.ts';
import { keptAnswer } from './enqueue.ts';
import { type LookUpTools, mistakesAnswer } from './look-up.ts';

/** Asks what is wrong with a job that somebody else started. The worker posts the message; here only trouble is answered. */
export function jobCommand({ lookUp, ...places }: LookUpTools): Command {
  return {
    name: 'job',
    usage: '/focus job JOB_ID [environment]',
    summary: `Says why a job that is there already has no consumer; nothing is started. Without an environment: ${places.defaultEnvironment}.`,
    examples: ['/focus job 19-7'],
    details: [
      `\`environment\`: ${places.environments.join(', ')}`,
      ...jobArguments.map(({ name, example, allowed }) => `\`${name}\`: ${allowed} (\`${example}\`)`),
    ],
    async run({ text, user, channel, triggerId, respond }) {
      const asked = parseJob([text], places);
      if (asked.kind === 'mistakes') return respond(mistakesAnswer('job', asked.mistakes));
      const { environment, jobId } = asked;
      const enqueued = await lookUp({
        lookup: { kind: 'job', jobId },
        environment,
        requestedBy: user,
        channel,
        triggerId,
      });
      const answer = keptAnswer(enqueued.workers, environment);
      if (answer !== undefined) await respond(answer);
    },
  };
}
