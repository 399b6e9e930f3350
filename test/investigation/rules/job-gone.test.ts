import { jobGone } from '#investigation/rules/job-gone.ts';
import {
  ack,
  clusterClock,
  container,
  event,
  foundEvidence,
  kubernetesJob,
  live,
  pod,
  queue,
  unknownFrom,
} from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const gone = [live(5, true), ack(4, true), clusterClock(6), kubernetesJob(20, false), ...unknownFrom(30, 3_000)];
const stopped = { state: 'terminated', reason: 'Error', exitCode: 143 } as const;
const killing = event(-2_000, 'Killing', 'Stopping container analyzer', { type: 'Normal' });
const deleted = pod(900, 'ready', { deleted: true });

testRule(jobGone, {
  cause: {
    'no Job and no pod': foundEvidence(gone),
    'only its queue is left': foundEvidence([...gone, queue(50, {}), queue(3_000, {})]),
    'its last pod went during the look': foundEvidence([...gone, pod(10, 'ready'), deleted]),
    'its pod is over, and not removed yet': foundEvidence([
      ...gone,
      container(10, 'ready', stopped, { phase: 'Failed', ready: false }),
      killing,
    ]),
    'its pod is over, and its clean-up lives on': foundEvidence([
      ...gone,
      container(10, 'ready', stopped, { phase: 'Failed', ready: false }),
      pod(12, 'ready', { role: 'cleanup', name: 'cleanup-job-19-7-8rlgb', uid: 'u9' }),
      killing,
    ]),
  },
  certain: [
    'its last pod went during the look',
    'its pod is over, and not removed yet',
    'its pod is over, and its clean-up lives on',
  ],
  not: {
    'its Job is there': foundEvidence([...gone, kubernetesJob(1_000, true)]),
    'its clean-up’s pod is there': foundEvidence([
      ...gone,
      pod(12, 'ready', { role: 'cleanup', name: 'cleanup-job-19-7-8rlgb', uid: 'u9' }),
    ]),
    'a pod of it is there': foundEvidence([...gone, pod(10, 'ready')]),
    'nobody looked for Jobs': foundEvidence(gone.filter(([, fact]) => fact.kind !== 'kubernetes-job-state')),
  },
});
