import { type NamedCheck, parseTrend, trendArguments } from '#asking/trend.ts';
import type { Command } from './command.ts';
import { keptAnswer } from './enqueue.ts';
import { type LookUpTools, mistakesAnswer } from './look-up.ts';

export interface TrendTools extends LookUpTools {
  readonly namedChecks: readonly NamedCheck[];
}

/** Draws how long consumers took, over days. The worker posts the message; here only trouble is answered. */
export function trendCommand({ lookUp, namedChecks, ...places }: TrendTools): Command {
  return {
    name: 'trend',
    usage: '/focus trend [environment|check] [14d]',
    summary: `Shows how long consumers took over days, as a picture, and since when they are slower. Without an environment: ${places.defaultEnvironment}.`,
    examples: ['/focus trend', `/focus trend ${places.defaultEnvironment} 30d`],
    details: [
      `\`environment\`: ${places.environments.join(', ')}`,
      ...trendArguments.flatMap(({ name, example, allowed }) =>
        name === 'check' ? checkDetail(allowed, namedChecks) : [`\`${name}\`: ${allowed} (\`${example}\`)`],
      ),
    ],
    async run({ text, user, channel, triggerId, respond }) {
      const asked = parseTrend([text], places, namedChecks);
      if (asked.kind === 'mistakes') return respond(mistakesAnswer('trend', asked.mistakes));
      const { environment, check, spanMs } = asked;
      const lookup = { kind: 'trend', spanMs, ...(check !== undefined && { check }) } as const;
      const { workers } = await lookUp({ lookup, environment, requestedBy: user, channel, triggerId });
      const answer = keptAnswer(workers, environment);
      if (answer !== undefined) await respond(answer);
    },
  };
}

/** Those that there are; nothing where there are none. */
function checkDetail(allowed: string, checks: readonly NamedCheck[]): readonly string[] {
  return checks.length === 0 ? [] : [`\`check\`: ${allowed} (${checks.map(({ name }) => `\`${name}\``).join(', ')})`];
}
