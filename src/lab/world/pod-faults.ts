import type { Fault } from '../scenario.ts';
import { completeJob, failJob } from './kubernetes-faults.ts';
import { analyzerLog, changePod, type Life, later, podEvent, release, repeat } from './life.ts';
import { analyzerLines } from './log-lines.ts';
import { IMAGES } from './objects.ts';
import { podSteps } from './pod-steps.ts';

/** What the kubelet does and says when something is wrong with a pod. */

/** From the first failed pull to the back-off: the kubelet's words in the order in which they come. */
export function failToPull(life: Life, why: string): void {
  const image = IMAGES.analyzer;
  const { grpcPod } = life.job;
  const failed = `Failed to pull image "${image}": ${why}`;
  podEvent(life, 'Normal', 'Pulling', `Pulling image "${image}"`);
  const fail = () => {
    podEvent(life, 'Warning', 'Failed', failed);
    podEvent(life, 'Warning', 'Failed', 'Error: ErrImagePull');
    changePod(life, grpcPod, (pod) => podSteps.waiting(pod, 'ErrImagePull', why));
    later(life, 1_600, backOff);
  };
  const backOff = () => {
    podEvent(life, 'Normal', 'BackOff', `Back-off pulling image "${image}"`);
    podEvent(life, 'Warning', 'Failed', 'Error: ImagePullBackOff');
    changePod(life, grpcPod, (pod) => podSteps.waiting(pod, 'ImagePullBackOff', `Back-off pulling image "${image}"`));
    later(life, 11_000, fail);
  };
  later(life, 1_200, fail);
}

/** The readiness probe asks every 5 s; the clean-up's pod has none. */
export function failReadiness(life: Life, message: string): void {
  changePod(life, life.job.cleanupPod, podSteps.ready);
  repeat(life, 5_000, () => podEvent(life, 'Warning', 'Unhealthy', message));
}

/** With a backoffLimit of 0 a container that ends badly is the end of its Job. */
export function endAnalyzer(life: Life, { reason, exitCode, lines }: Extract<Fault, { kind: 'ends' }>): void {
  const { job } = life;
  analyzerLog(
    life,
    lines.map((line) => line.replaceAll('{job}', job.id)),
  );
  life.container = 'ended';
  release(life);
  changePod(life, job.grpcPod, (pod, now) => podSteps.ended(pod, now, reason, exitCode));
  if (exitCode === 0) completeJob(life);
  else failJob(life, 'BackoffLimitExceeded', 'Job has reached the specified backoff limit');
}

/** Why the broker lets no analyzer in; undefined where it does. */
export function turnedAway({ faults }: Life): readonly string[] | undefined {
  if (faults.some(({ kind }) => kind === 'rabbitmq-down')) return analyzerLines.brokerRefused;
  if (faults.some(({ kind }) => kind === 'rabbitmq-refuses')) return analyzerLines.loginRefused;
  return undefined;
}
