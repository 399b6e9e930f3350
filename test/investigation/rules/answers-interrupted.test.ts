import { answersInterrupted } from '#investigation/rules/answers-interrupted.ts';
import { but, evidence, healthyRun, metadata, unknownFrom } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const rest = but(healthyRun, ['metadata-answer'], ...unknownFrom(400, 1_400));
const away = (from: number, to: number) =>
  Array.from({ length: Math.floor((to - from) / 500) + 1 }, (_, i) => metadata(from + i * 500, 'server-error'));

testRule(answersInterrupted, {
  cause: {
    'eighteen seconds of 502 before the consumer was known': evidence([
      ...rest,
      ...away(1_500, 19_500),
      metadata(19_900, 'ready'),
    ]),
  },
  certain: ['eighteen seconds of 502 before the consumer was known'],
  not: {
    'it was away for a moment': evidence([...rest, ...away(1_500, 2_500), metadata(2_900, 'ready')]),
    'it did not come back': evidence([...rest, ...away(1_500, 30_000)]),
  },
});
