import { accuracyArgument, parseAccuracy } from '#asking/accuracy.ts';
import { historyArguments, parseHistory } from '#asking/history.ts';
import { argumentDetail, asked, environmentDetail, type Question } from '../question.ts';

export const historyQuestion: Question = {
  kind: 'history',
  usage: '/focus history [environment|check|JOB_ID] [watched] [verdict=…] [cause=…] [count=…] | accuracy [in=…]',
  summary: () =>
    'Lists the last investigations: verdict, cause, how long the consumer took, who asked, and where to read it; with `accuracy`, how often verdicts held. Without an environment: of all.',
  examples: ({ defaultEnvironment }) => [
    '/focus history',
    `/focus history ${defaultEnvironment} verdict=broken`,
    '/focus history 19-7',
    `/focus history accuracy in=${defaultEnvironment}`,
  ],
  details: (world) => [
    environmentDetail(world),
    ...(world.checks.length > 0 ? [`\`check\`: ${world.checks.map(({ name }) => name).join(', ')}`] : []),
    '`JOB_ID`: only of this job (`19-7`)',
    '`watched`: the jobs that others started and the bot watched, which are left out otherwise',
    ...[...historyArguments, accuracyArgument].map(argumentDetail),
  ],
  parse(text, world) {
    const accuracy = parseAccuracy(text, world);
    if (accuracy?.kind === 'mistakes') return accuracy;
    if (accuracy) return asked(accuracy.environment ?? world.defaultEnvironment, accuracy);
    const read = parseHistory([text], { ...world, checks: world.checks.map(({ name }) => name) });
    if (read.kind === 'mistakes') return read;
    const { query, count } = read;
    return asked(query.environment ?? world.defaultEnvironment, { kind: 'history', query, count });
  },
};
