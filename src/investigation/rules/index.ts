import type { OwnRule, Rule } from '../finding.ts';
import { analyzerEnded } from './analyzer-ended.ts';
import { answersInterrupted } from './answers-interrupted.ts';
import { backendDown } from './backend-down.ts';
import { backendNotSelected } from './backend-not-selected.ts';
import { backendOverloaded } from './backend-overloaded.ts';
import { backendRestarted } from './backend-restarted.ts';
import { backendUnreachable } from './backend-unreachable.ts';
import { cleanedUpEarly } from './cleaned-up-early.ts';
import { configureRefused } from './configure-refused.ts';
import { configureSlow } from './configure-slow.ts';
import { configureUnanswered } from './configure-unanswered.ts';
import { consumerFallingBehind } from './consumer-falling-behind.ts';
import { consumerLost } from './consumer-lost.ts';
import { consumerNeverCreated } from './consumer-never-created.ts';
import { consumerSlow } from './consumer-slow.ts';
import { containerNotStarted } from './container-not-started.ts';
import { fiberNotConnected } from './fiber-not-connected.ts';
import { gatewayInTheWay } from './gateway-in-the-way.ts';
import { imageNotPulled } from './image-not-pulled.ts';
import { initContainerHangs } from './init-container-hangs.ts';
import { jobDeadlineExceeded } from './job-deadline-exceeded.ts';
import { jobDeleted } from './job-deleted.ts';
import { jobGone } from './job-gone.ts';
import { kubernetesDenied } from './kubernetes-denied.ts';
import { kubernetesJobNotCreated } from './kubernetes-job-not-created.ts';
import { kubernetesUnreachable } from './kubernetes-unreachable.ts';
import { kubernetesWarned } from './kubernetes-warned.ts';
import { metadataNotWired } from './metadata-not-wired.ts';
import { metadataSlow } from './metadata-slow.ts';
import { metadataUnusable } from './metadata-unusable.ts';
import { mongodbDown } from './mongodb-down.ts';
import { mongodbRefused } from './mongodb-refused.ts';
import { noDataSource } from './no-data-source.ts';
import { noRecording } from './no-recording.ts';
import { ownPathBroken } from './own-path-broken.ts';
import { ownSettings } from './own-settings.ts';
import { podConfigMissing } from './pod-config-missing.ts';
import { podCrashed } from './pod-crashed.ts';
import { podEvicted } from './pod-evicted.ts';
import { podKilledByProbe } from './pod-killed-by-probe.ts';
import { podNotAdmitted } from './pod-not-admitted.ts';
import { podNotCreated } from './pod-not-created.ts';
import { podNotReady } from './pod-not-ready.ts';
import { podNotScheduled } from './pod-not-scheduled.ts';
import { podOutOfMemory } from './pod-out-of-memory.ts';
import { podReplaced } from './pod-replaced.ts';
import { podSandboxNotCreated } from './pod-sandbox-not-created.ts';
import { podSlow } from './pod-slow.ts';
import { queueMissing } from './queue-missing.ts';
import { queueSlow } from './queue-slow.ts';
import { queueWithoutConsumer } from './queue-without-consumer.ts';
import { queuesLeaked } from './queues-leaked.ts';
import { rabbitmqAlarm } from './rabbitmq-alarm.ts';
import { rabbitmqDown } from './rabbitmq-down.ts';
import { rabbitmqManagementAbsent } from './rabbitmq-management-absent.ts';
import { rabbitmqRefused } from './rabbitmq-refused.ts';
import { routeMissing } from './route-missing.ts';
import { serviceNotCreated } from './service-not-created.ts';
import { staleJobId } from './stale-job-id.ts';
import { standingPodNotReady } from './standing-pod-not-ready.ts';
import { standingPodRestarted } from './standing-pod-restarted.ts';
import { streamNotOpen } from './stream-not-open.ts';
import { streamSlow } from './stream-slow.ts';

/** Every cause we know, in the order of the way a job takes: what breaks first stands first. */
export const builtInRules: readonly Rule[] = [
  ownSettings,
  ownPathBroken,
  backendDown,
  mongodbDown,
  gatewayInTheWay,
  backendUnreachable,
  fiberNotConnected,
  noRecording,
  backendOverloaded,
  configureRefused,
  configureUnanswered,
  routeMissing,
  backendRestarted,
  staleJobId,
  jobGone,
  kubernetesJobNotCreated,
  podNotCreated,
  podConfigMissing,
  podNotScheduled,
  imageNotPulled,
  podNotAdmitted,
  podSandboxNotCreated,
  containerNotStarted,
  initContainerHangs,
  jobDeadlineExceeded,
  podEvicted,
  podKilledByProbe,
  analyzerEnded,
  podOutOfMemory,
  podCrashed,
  cleanedUpEarly,
  jobDeleted,
  podReplaced,
  podNotReady,
  rabbitmqDown,
  rabbitmqRefused,
  rabbitmqAlarm,
  queueMissing,
  consumerLost,
  queueWithoutConsumer,
  noDataSource,
  metadataNotWired,
  consumerNeverCreated,
  kubernetesWarned,
  streamNotOpen,
  configureSlow,
  podSlow,
  queueSlow,
  consumerSlow,
  metadataSlow,
  streamSlow,
  answersInterrupted,
  consumerFallingBehind,
  serviceNotCreated,
  metadataUnusable,
  kubernetesDenied,
  kubernetesUnreachable,
  rabbitmqManagementAbsent,
  mongodbRefused,
  backendNotSelected,
  standingPodNotReady,
  standingPodRestarted,
  queuesLeaked,
];

/** These, with the rules of plugins in their places, which are told once, before anything is judged: docs/decisions/0042. */
export let rules: readonly Rule[] = withOwn([]);

export function judgeAlsoBy(own: readonly OwnRule[]): void {
  rules = withOwn(own);
}

/** Each stands right before the one that it names. */
export function withOwn(own: readonly OwnRule[]): readonly Rule[] {
  return own.reduce((placed, rule) => {
    const place = placed.findIndex(({ id }) => id === rule.standsBefore);
    return placed.toSpliced(place, 0, rule);
  }, builtInRules);
}

/** Where a cause is explained; a plugin's has no page. */
export function pageOf(docsUrl: string | undefined, cause: Pick<Rule, 'id'> | undefined): string | undefined {
  const known = builtInRules.find(({ id }) => id === cause?.id);
  return docsUrl && known && `${docsUrl.replace(/\/$/, '')}/rules/${known.id}.md`;
}
