import { jobArguments, parseJob } from '#asking/places.ts';
import { argumentDetail, asked, environmentDetail, type Question } from '../question.ts';

/** It is answered by an investigation, as a timing is: see `find-job.ts`. */
export const jobQuestion: Question = {
  kind: 'job',
  usage: '/focus job JOB_ID [environment]',
  summary: ({ defaultEnvironment }) =>
    `Says why a job that is there already has no consumer; nothing is started. Without an environment: ${defaultEnvironment}.`,
  examples: () => ['/focus job 19-7'],
  details: (world) => [environmentDetail(world), ...jobArguments.map(argumentDetail)],
  parse(text, world) {
    const read = parseJob([text], world);
    return read.kind === 'mistakes' ? read : asked(read.environment, { kind: 'job', jobId: read.jobId });
  },
};
