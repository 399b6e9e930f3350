import { diffArguments, parseDiff } from '#asking/diff.ts';
import { argumentDetail, asked, environmentDetail, type Question } from '../question.ts';

export const diffQuestion: Question = {
  kind: 'diff',
  usage: '/focus diff A B [environment]',
  summary: ({ defaultEnvironment }) =>
    `Lays two runs side by side: phases, pod, node, image, logs, and what changed between them. Without an environment: ${defaultEnvironment}.`,
  examples: () => ['/focus diff 19-7 19-8'],
  details: (world) => [environmentDetail(world), ...diffArguments.map(argumentDetail)],
  parse(text, world) {
    const read = parseDiff(text, world);
    return read.kind === 'mistakes' ? read : asked(read.environment, { kind: 'diff', runs: read.runs });
  },
};
