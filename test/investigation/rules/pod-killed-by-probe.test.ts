import { podKilledByProbe } from '#investigation/rules/pod-killed-by-probe.ts';
import { container, event, evidence, healthyRun, kubernetesJob, noConsumerRun } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const unhealthy = event(9_000, 'Unhealthy', 'Liveness probe failed: health: deadlock detected', { count: 2 });
const killing = event(9_100, 'Killing', 'Stopping container baby-analyzer', { type: 'Normal' });
const failed = container(11_900, 'ready', { state: 'terminated', reason: 'Error', exitCode: 137 }, { phase: 'Failed' });
const ended = [failed, kubernetesJob(12_000, true, { active: 0, failed: 1 })];

testRule(podKilledByProbe, {
  cause: {
    'its liveness probe failed': evidence([...noConsumerRun, unhealthy, killing, ...ended]),
    'its startup probe failed': evidence([
      ...noConsumerRun,
      event(9_000, 'Unhealthy', 'Startup probe failed: connection refused'),
      killing,
      ...ended,
    ]),
    'its consumer had just come': evidence([...healthyRun, unhealthy, killing, ...ended]),
  },
  certain: ['its liveness probe failed', 'its startup probe failed', 'its consumer had just come'],
  not: {
    'it was deleted': evidence([...noConsumerRun, killing, ...ended]),
    'it only was not Ready': evidence([
      ...noConsumerRun,
      event(9_000, 'Unhealthy', 'Readiness probe failed: connection refused'),
      killing,
      ...ended,
    ]),
    'its probe failed, and nobody killed it': evidence([...noConsumerRun, unhealthy]),
  },
});
