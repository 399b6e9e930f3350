import { type HistoryWorld, historyArguments, parseHistory } from '#asking/history.ts';
import type { Command } from './command.ts';
import { keptAnswer } from './enqueue.ts';
import { type LookUpTools, mistakesAnswer } from './look-up.ts';

export type HistoryTools = LookUpTools & HistoryWorld;

/** Lists past investigations. The worker posts the message; here only trouble is answered, and only to the asker. */
export function historyCommand({ lookUp, ...world }: HistoryTools): Command {
  return {
    name: 'history',
    usage: '/focus history [environment|check|JOB_ID] [verdict=…] [cause=…] [count=…]',
    summary:
      'Lists the last investigations: verdict, cause, how long the consumer took, who asked, and where to read it. Without an environment: of all.',
    examples: ['/focus history', `/focus history ${world.defaultEnvironment} verdict=broken`, '/focus history 19-7'],
    details: [
      `\`environment\`: ${world.environments.join(', ')}`,
      ...(world.checks.length > 0 ? [`\`check\`: ${world.checks.join(', ')}`] : []),
      '`JOB_ID`: only of this job (`19-7`)',
      ...historyArguments.map(({ name, example, allowed }) => `\`${name}\`: ${allowed} (\`${example}\`)`),
    ],
    async run({ text, user, channel, triggerId, respond }) {
      const asked = parseHistory([text], world);
      if (asked.kind === 'mistakes') return respond(mistakesAnswer('history', asked.mistakes));
      const { query, count } = asked;
      const environment = query.environment ?? world.defaultEnvironment;
      const lookup = { kind: 'history', query, count } as const;
      const { workers } = await lookUp({ lookup, environment, requestedBy: user, channel, triggerId });
      const answer = keptAnswer(workers, environment);
      if (answer !== undefined) await respond(answer);
    },
  };
}
