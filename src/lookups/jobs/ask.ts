import { parseJobs } from '#asking/places.ts';
import { asked, environmentDetail, type Question } from '../question.ts';

export const jobsQuestion: Question = {
  kind: 'jobs',
  usage: '/focus jobs [environment]',
  summary: ({ defaultEnvironment }) =>
    `Lists the jobs that are alive, the unwell first, and what earlier ones left behind. Without an environment: ${defaultEnvironment}.`,
  examples: () => ['/focus jobs'],
  details: (world) => [environmentDetail(world)],
  parse(text, world) {
    const read = parseJobs([text], world);
    return read.kind === 'mistakes' ? read : asked(read.environment, { kind: 'jobs' });
  },
};
