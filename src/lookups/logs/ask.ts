import { logsArguments, parseLogs } from '#asking/logs.ts';
import { argumentDetail, asked, environmentDetail, type Question } from '../question.ts';

export const logsQuestion: Question = {
  kind: 'logs',
  usage:
    '/focus logs JOB_ID [environment] [pod=grpc|cleanup|backend|all] [since=10m] [tail=200] [grep=…] [level=error] [previous] [follow=2m]',
  summary: ({ defaultEnvironment }) =>
    `Shows what a job has logged, living or dead, the most telling lines first; nothing is started. Without an environment: ${defaultEnvironment}.`,
  examples: ({ defaultEnvironment }) => [
    '/focus logs 19-7',
    `/focus logs 19-7 ${defaultEnvironment} level=error grep="no queue"`,
    '/focus logs grpc-job-19-7 since=10m follow=2m',
  ],
  details: (world) => [environmentDetail(world), ...logsArguments.map(argumentDetail)],
  parse(text, world) {
    const read = parseLogs([text], world);
    if (read.kind === 'mistakes') return read;
    const { environment, request, followMs } = read;
    return asked(environment, { kind: 'logs', request, ...(followMs !== undefined && { followMs }) });
  },
};
