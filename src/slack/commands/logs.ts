import { logsArguments, parseLogs } from '#asking/logs.ts';
import type { Command } from './command.ts';
import { keptAnswer } from './enqueue.ts';
import { type LookUpTools, mistakesAnswer } from './look-up.ts';

const USAGE =
  '/focus logs JOB_ID [environment] [pod=grpc|cleanup|backend|all] [since=10m] [tail=200] [grep=…] [level=error] [previous] [follow=2m]';

/** Asks for the logs of one job. The worker posts the message; here only trouble is answered, and only to the asker. */
export function logsCommand({ lookUp, ...places }: LookUpTools): Command {
  return {
    name: 'logs',
    usage: USAGE,
    summary: `Shows what a job has logged, living or dead, the most telling lines first; nothing is started. Without an environment: ${places.defaultEnvironment}.`,
    examples: [
      '/focus logs 19-7',
      `/focus logs 19-7 ${places.defaultEnvironment} level=error grep="no queue"`,
      '/focus logs grpc-job-19-7 since=10m follow=2m',
    ],
    details: [
      `\`environment\`: ${places.environments.join(', ')}`,
      ...logsArguments.map(({ name, example, allowed }) => `\`${name}\`: ${allowed} (\`${example}\`)`),
    ],
    async run({ text, user, channel, triggerId, respond }) {
      const asked = parseLogs([unescaped(text)], places);
      if (asked.kind === 'mistakes') return respond(mistakesAnswer('logs', asked.mistakes));
      const { environment, request, followMs } = asked;
      const lookup = { kind: 'logs' as const, request, ...(followMs === undefined ? {} : { followMs }) };
      const enqueued = await lookUp({ lookup, environment, requestedBy: user, channel, triggerId });
      const answer = keptAnswer(enqueued.workers, environment);
      if (answer !== undefined) await respond(answer);
    },
  };
}

const TYPED: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** As it was typed: Slack writes these three as entities in messages, and log lines that are looked for hold them. */
function unescaped(text: string): string {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => TYPED[entity] ?? entity);
}
