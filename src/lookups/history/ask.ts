import { historyArguments, parseHistory } from '#asking/history.ts';
import { argumentDetail, asked, environmentDetail, type Question } from '../question.ts';

export const historyQuestion: Question = {
  kind: 'history',
  usage: '/focus history [environment|check|JOB_ID] [verdict=…] [cause=…] [count=…]',
  summary: () =>
    'Lists the last investigations: verdict, cause, how long the consumer took, who asked, and where to read it. Without an environment: of all.',
  examples: ({ defaultEnvironment }) => [
    '/focus history',
    `/focus history ${defaultEnvironment} verdict=broken`,
    '/focus history 19-7',
  ],
  details: (world) => [
    environmentDetail(world),
    ...(world.checks.length > 0 ? [`\`check\`: ${world.checks.map(({ name }) => name).join(', ')}`] : []),
    '`JOB_ID`: only of this job (`19-7`)',
    ...historyArguments.map(argumentDetail),
  ],
  parse(text, world) {
    const read = parseHistory([text], { ...world, checks: world.checks.map(({ name }) => name) });
    if (read.kind === 'mistakes') return read;
    const { query, count } = read;
    return asked(query.environment ?? world.defaultEnvironment, { kind: 'history', query, count });
  },
};
