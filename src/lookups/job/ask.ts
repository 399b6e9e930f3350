import { jobArguments, parseJob } from '#asking/places.ts';
import { argumentDetail, asked, environmentDetail, type Question } from '../question.ts';

/** It is answered by an investigation, as a timing is: see `find-job.ts`. */
export const jobQuestion: Question = {
  kind: 'job',
  usage: '/focus [job] JOB_ID [environment]',
  summary: ({ defaultEnvironment }) =>
    `Says why a job that is there already has no consumer, or what is known of one that is over; nothing is started. Without an environment: ${defaultEnvironment}.`,
  examples: ({ environments, defaultEnvironment }) => [
    '/focus 19-7',
    `/focus job 19-7 ${environments.at(-1) ?? defaultEnvironment}`,
  ],
  details: (world) => [environmentDetail(world), ...jobArguments.map(argumentDetail)],
  parse(text, world) {
    const read = parseJob([text], world);
    return read.kind === 'mistakes' ? read : asked(read.environment, { kind: 'job', jobId: read.jobId });
  },
};
