import { staleJobId } from '#investigation/rules/stale-job-id.ts';
import {
  ack,
  clusterClock,
  controlJob,
  foundEvidence,
  kubernetesJob,
  live,
  pod,
  queue,
  unknownFrom,
} from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const gone = [live(5, true), ack(4, true), clusterClock(6), kubernetesJob(20, false), ...unknownFrom(30, 3_000)];
const living = (jobId: string) => controlJob(1_500, { jobId, metadata: 'ready' });

testRule(staleJobId, {
  cause: {
    'a living job has a higher counter': foundEvidence([...gone, living('3-112')]),
    'a living job has its slot': foundEvidence([...gone, living('19-112')]),
    'its queue was left behind': foundEvidence([...gone, living('19-112'), queue(50, {}), queue(3_000, {})]),
  },
  not: {
    'no other job lives, so nothing tells how old it is': foundEvidence([...gone, controlJob(1_500, { others: 0 })]),
    'the living job is older': foundEvidence([...gone, living('3-6')]),
    'the control job was not looked at': foundEvidence(gone),
    'a pod of it was there': foundEvidence([...gone, living('3-112'), pod(10, 'ready', { deleted: true })]),
    'its Job is there': foundEvidence([...gone, living('3-112'), kubernetesJob(1_000, true)]),
  },
});
