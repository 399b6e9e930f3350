import { standingPodRestarted } from '#investigation/rules/standing-pod-restarted.ts';
import { containerOf, NOW } from '../../support/jobs-seen.ts';
import { testRule } from '../../support/rule-contract.ts';
import { backendPod, namespace, otherPod, seen, stackEvidence } from '../../support/stack-seen.ts';

const MINUTE = 60_000;
const restarted = (agoMs: number) => ({ containers: [containerOf({ restarts: 4, finishedStamp: NOW - agoMs })] });

testRule(standingPodRestarted, {
  cause: {
    'the backend restarted five minutes ago': stackEvidence({
      namespace: seen(namespace({ pods: [backendPod(restarted(5 * MINUTE))] })),
    }),
    'a pod beside it did': stackEvidence({ standing: seen([otherPod('mongodb-0', restarted(MINUTE))]) }),
  },
  not: {
    'nothing has restarted': stackEvidence(),
    'the last restart was 28 h ago': stackEvidence({
      standing: seen([otherPod('mongodb-0', restarted(28 * 60 * MINUTE))]),
    }),
  },
});
