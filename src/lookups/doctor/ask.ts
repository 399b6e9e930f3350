import { parseJobs } from '#asking/places.ts';
import { asked, environmentDetail, type Question } from '../question.ts';

export const doctorQuestion: Question = {
  kind: 'doctor',
  usage: '/focus doctor [environment]',
  summary: ({ defaultEnvironment }) =>
    `Says whether all that the bot is set up with works, and what mends it; nothing is changed. To administrators of the workspace, or whom focus.yml names. Without an environment: ${defaultEnvironment}.`,
  examples: () => ['/focus doctor'],
  details: (world) => [environmentDetail(world)],
  parse(text, world) {
    const read = parseJobs([text], world);
    return read.kind === 'mistakes' ? read : asked(read.environment, { kind: 'doctor' });
  },
};
