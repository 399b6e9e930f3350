import type { Fault, Stage } from '../scenario.ts';
import { changePod, faultOf, inTheWorld, type Life, later, note, podEvent, repeat } from './life.ts';
import { analyzerLines } from './log-lines.ts';
import { IMAGES, NAMESPACE, NODE } from './objects.ts';
import { podSteps } from './pod-steps.ts';

/** What the kubelet does and says when something is wrong with a pod. */

/** The image is not on the analyzer's node, and comes. */
export function pulls({ faults }: Life): Extract<Fault, { kind: 'late' }> | undefined {
  return faults.filter((fault) => fault.kind === 'late').find((fault) => fault.pulls);
}

export function pullImage(life: Life): void {
  podEvent(life, 'Normal', 'Pulling', `Pulling image "${IMAGES.analyzer}"`);
  goOnWithCleanup(life);
}

/** From the first failed pull to the back-off: the kubelet's words in the order in which they come. */
export function failToPull(life: Life, { why, forMs }: Extract<Fault, { kind: 'image-pull' }>): void {
  const image = IMAGES.analyzer;
  const { grpcPod } = life.job;
  const failed = `Failed to pull image "${image}": ${why}`;
  podEvent(life, 'Normal', 'Pulling', `Pulling image "${image}"`);
  goOnWithCleanup(life);
  const fail = () => {
    if (!faultOf(life, 'image-pull')) return;
    note(life, 'image-pull');
    podEvent(life, 'Warning', 'Failed', failed);
    podEvent(life, 'Warning', 'Failed', 'Error: ErrImagePull');
    changePod(life, grpcPod, (pod) => podSteps.waiting(pod, 'ErrImagePull', why));
    later(life, 1_600, backOff);
  };
  const backOff = () => {
    if (!faultOf(life, 'image-pull')) return;
    podEvent(life, 'Normal', 'BackOff', `Back-off pulling image "${image}"`);
    podEvent(life, 'Warning', 'Failed', 'Error: ImagePullBackOff');
    changePod(life, grpcPod, (pod) => podSteps.waiting(pod, 'ImagePullBackOff', `Back-off pulling image "${image}"`));
    later(life, 11_000, fail);
  };
  later(life, 1_200, fail);
  healAfter(life, 'image-pull', 'started', forMs);
}

/** The kubelet tries again about every twelve seconds, and says the same each time. */
export function holdContainer(life: Life, fault: Extract<Fault, { kind: 'container-held' }>): void {
  const { reason, message = '', event = { reason: 'Failed', message: `Error: ${message}` }, forMs } = fault;
  goOnWithCleanup(life);
  later(life, 2_900, () =>
    repeat(life, 12_000, () => {
      if (!faultOf(life, 'container-held')) return;
      note(life, 'container-held');
      podEvent(life, 'Warning', event.reason, event.message);
      changePod(life, life.job.grpcPod, (pod) => podSteps.waiting(pod, reason, fault.message));
    }),
  );
  healAfter(life, 'container-held', 'started', forMs);
}

export function hangInInit(life: Life, { container, forMs }: Extract<Fault, { kind: 'init-hangs' }>): void {
  goOnWithCleanup(life);
  later(life, 900, () => {
    note(life, 'init-hangs');
    podEvent(life, 'Normal', 'Created', `Created container ${container}`);
    podEvent(life, 'Normal', 'Started', `Started container ${container}`);
    changePod(life, life.job.grpcPod, podSteps.initRunning);
  });
  healAfter(life, 'init-hangs', 'started', forMs);
}

export function assigned(pod: string): string {
  return `Successfully assigned ${NAMESPACE}/${pod} to ${NODE}`;
}

export function alreadyPresent(image: string): string {
  return `Container image "${image}" already present on machine`;
}

export function broughtIn(image: string, tookMs: number): string {
  return `Successfully pulled image "${image}" in ${tookMs / 1_000}s`;
}

function healAfter(life: Life, kind: Fault['kind'], stage: Stage, ms: number | undefined): void {
  if (ms !== undefined) later(life, ms, () => life.heal(kind, stage));
}

/** The clean-up's pod is as well as ever, and waits for nothing that the analyzer's waits for. */
export function goOnWithCleanup(life: Life): void {
  if (life.cleanupAlone) return;
  life.cleanupAlone = true;
  const { cleanupPod } = life.job;
  if (!life.came.has('pod') || faultOf(life, 'unschedulable'))
    inTheWorld(life, 60, () => {
      changePod(life, cleanupPod, podSteps.scheduled);
      podEvent(life, 'Normal', 'Scheduled', assigned(cleanupPod), cleanupPod);
    });
  inTheWorld(life, 960, () => {
    for (const [reason, message] of STARTING) podEvent(life, 'Normal', reason, message, cleanupPod);
    changePod(life, cleanupPod, podSteps.started);
  });
  inTheWorld(life, 1_300, () => changePod(life, cleanupPod, podSteps.ready));
}

const STARTING = [
  ['Pulled', alreadyPresent(IMAGES.cleanup)],
  ['Created', 'Created container cleanup'],
  ['Started', 'Started container cleanup'],
] as const;

/** The readiness probe asks every 5 s; the clean-up's pod has none. */
export function failReadiness(life: Life, { message, forMs }: Extract<Fault, { kind: 'not-ready' }>): void {
  note(life, 'not-ready');
  if (!life.cleanupAlone) changePod(life, life.job.cleanupPod, podSteps.ready);
  repeat(life, 5_000, () => {
    if (faultOf(life, 'not-ready')) podEvent(life, 'Warning', 'Unhealthy', message);
  });
  healAfter(life, 'not-ready', 'ready', forMs);
}

export function flap(life: Life, { everyMs, message }: Extract<Fault, { kind: 'readiness-flaps' }>): void {
  const { grpcPod } = life.job;
  let ready = true;
  later(life, everyMs, () =>
    repeat(life, everyMs, () => {
      ready = !ready;
      changePod(life, grpcPod, ready ? podSteps.ready : podSteps.unready);
      if (ready) return;
      note(life, 'readiness-flaps');
      podEvent(life, 'Warning', 'Unhealthy', message);
    }),
  );
}

/** Why the broker lets no analyzer in; undefined where it does. */
export function turnedAway(life: Life): readonly string[] | undefined {
  if (faultOf(life, 'rabbitmq-down') || faultOf(life, 'amqp-down')) return analyzerLines.brokerRefused;
  if (faultOf(life, 'rabbitmq-refuses')) return analyzerLines.loginRefused;
  return undefined;
}
