import { parseJobs } from '#asking/places.ts';
import { asked, environmentDetail, type Question } from '../question.ts';

export const statusQuestion: Question = {
  kind: 'status',
  usage: '/focus status [environment]',
  summary: ({ defaultEnvironment }) =>
    `Says whether an environment is ready for live and for historic jobs, part by part; nothing is started. Without an environment: ${defaultEnvironment}.`,
  examples: ({ environments, defaultEnvironment }) => [
    '/focus status',
    `/focus status ${environments.at(-1) ?? defaultEnvironment}`,
  ],
  details: (world) => [environmentDetail(world)],
  parse(text, world) {
    const read = parseJobs([text], world);
    return read.kind === 'mistakes' ? read : asked(read.environment, { kind: 'status' });
  },
};
