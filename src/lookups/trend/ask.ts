import { type NamedCheck, parseTrend, trendArguments } from '#asking/trend.ts';
import { argumentDetail, asked, environmentDetail, type Question } from '../question.ts';

export const trendQuestion: Question = {
  kind: 'trend',
  usage: '/focus trend [environment|check] [watched] [14d] [by=…]',
  summary: ({ defaultEnvironment }) =>
    `Shows how long consumers took over days, as a picture, and since when they are slower; or which node or build stands out. Without an environment: ${defaultEnvironment}.`,
  examples: ({ defaultEnvironment }) => [
    '/focus trend',
    `/focus trend ${defaultEnvironment} 30d`,
    '/focus trend by=node',
  ],
  details: (world) => [
    environmentDetail(world),
    ...trendArguments.flatMap((argument) =>
      argument.name === 'check' ? checkDetail(argument.allowed, world.checks) : [argumentDetail(argument)],
    ),
  ],
  parse(text, world) {
    const read = parseTrend([text], world, world.checks);
    if (read.kind === 'mistakes') return read;
    const { environment, check, watched, spanMs, by } = read;
    const of = { ...(check !== undefined && { check }), ...(watched && { watched }), ...(by && { by }) };
    return asked(environment, { kind: 'trend', spanMs, ...of });
  },
};

/** Those that there are; nothing where there are none. */
function checkDetail(allowed: string, checks: readonly NamedCheck[]): readonly string[] {
  return checks.length === 0 ? [] : [`\`check\`: ${allowed} (${checks.map(({ name }) => `\`${name}\``).join(', ')})`];
}
