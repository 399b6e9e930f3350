import { queuesLeaked } from '#investigation/rules/queues-leaked.ts';
import { queueOf } from '../../support/jobs-seen.ts';
import { testRule } from '../../support/rule-contract.ts';
import { seen, stackEvidence } from '../../support/stack-seen.ts';

const HOUR = 3_600_000;
const leaked = (count: number) => {
  const queues = Array.from({ length: count }, (_, i) => queueOf(`${i + 1}-4`, HOUR, { consumers: 0 }));
  return stackEvidence({ queues: seen({ queues }) });
};

testRule(queuesLeaked, {
  cause: { 'twenty jobs left their queues behind': leaked(20) },
  not: { 'nineteen did': leaked(19), 'every queue is a living job’s': leaked(0) },
});
