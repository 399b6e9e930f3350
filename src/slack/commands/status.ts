import { parseJobs } from '#asking/places.ts';
import type { Command } from './command.ts';
import { keptAnswer } from './enqueue.ts';
import { type LookUpTools, mistakesAnswer } from './look-up.ts';

/** Asks whether an environment could take a job. The worker posts the message; here only trouble is answered. */
export function statusCommand({ lookUp, ...places }: LookUpTools): Command {
  return {
    name: 'status',
    usage: '/focus status [environment]',
    summary: `Says whether an environment is ready for live and for historic jobs, part by part; nothing is started. Without an environment: ${places.defaultEnvironment}.`,
    examples: ['/focus status', `/focus status ${places.environments.at(-1) ?? places.defaultEnvironment}`],
    details: [`\`environment\`: ${places.environments.join(', ')}`],
    async run({ text, user, channel, triggerId, respond }) {
      const asked = parseJobs([text], places);
      if (asked.kind === 'mistakes') return respond(mistakesAnswer('status', asked.mistakes));
      const { environment } = asked;
      const { workers } = await lookUp({
        lookup: { kind: 'status' },
        environment,
        requestedBy: user,
        channel,
        triggerId,
      });
      const answer = keptAnswer(workers, environment);
      if (answer !== undefined) await respond(answer);
    },
  };
}
