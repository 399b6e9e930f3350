import { standingPodNotReady } from '#investigation/rules/standing-pod-not-ready.ts';
import { containerOf, NOW } from '../../support/jobs-seen.ts';
import { testRule } from '../../support/rule-contract.ts';
import { backendPod, namespace, otherPod, seen, stackEvidence } from '../../support/stack-seen.ts';

const crashing = [containerOf({ state: 'waiting', reason: 'CrashLoopBackOff' })];
const sick = (over = {}) => stackEvidence({ standing: seen([otherPod('mongodb-0', { ready: false, ...over })]) });
const backend = (...pods: Parameters<typeof backendPod>) =>
  stackEvidence({ namespace: seen(namespace({ pods: [backendPod(), backendPod(...pods)] })) });

testRule(standingPodNotReady, {
  cause: {
    'a pod beside the backend crashes again and again': sick({ createdStamp: NOW - 30_000, containers: crashing }),
    'a pod beside the backend has not come up in time': sick(),
    'one of several pods of the backend does not come up': backend({ uid: 'uid-2', name: 'focus-2', ready: false }),
  },
  not: {
    'all are Ready': stackEvidence(),
    'it may still come up': sick({ createdStamp: NOW - 30_000, containers: [] }),
    'it has ended': sick({ phase: 'Succeeded' }),
    'none of the backend is Ready, which is another matter': stackEvidence({
      namespace: seen(namespace({ pods: [backendPod({ ready: false })] })),
    }),
  },
});
