import { configureSlow } from '#investigation/rules/configure-slow.ts';
import { but, configured, evidence, healthyRun, metadata, pod, queue, ZERO } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const rest = but(
  healthyRun,
  ['metadata-answer', 'queue-state', 'pod-state'],
  pod(16_100, 'ready'),
  queue(16_200, {}),
  queue(16_500, { consumers: 1 }),
);

testRule(configureSlow, {
  cause: {
    'configure took 16 s under load': evidence([
      ...rest,
      [16_000, configured({ answeredAt: ZERO + 16_000 })],
      metadata(16_300, 'id-unknown'),
      metadata(16_600, 'ready'),
    ]),
    'configure took longer than its limit, though the consumer came in time': evidence([
      ...healthyRun,
      [1_400, configured({ answeredAt: ZERO + 1_400 })],
    ]),
  },
  certain: ['configure took 16 s under load', 'configure took longer than its limit, though the consumer came in time'],
  not: {
    'it took no longer than its limit': evidence([...healthyRun, [1_000, configured({ answeredAt: ZERO + 1_000 })]]),
  },
});
