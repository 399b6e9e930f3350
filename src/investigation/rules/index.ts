import type { Rule } from '../finding.ts';
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
import { consumerNeverCreated } from './consumer-never-created.ts';
import { consumerSlow } from './consumer-slow.ts';
import { fiberNotConnected } from './fiber-not-connected.ts';
import { gatewayInTheWay } from './gateway-in-the-way.ts';
import { imageNotPulled } from './image-not-pulled.ts';
import { jobGone } from './job-gone.ts';
import { kubernetesDenied } from './kubernetes-denied.ts';
import { kubernetesJobNotCreated } from './kubernetes-job-not-created.ts';
import { kubernetesUnreachable } from './kubernetes-unreachable.ts';
import { metadataNotWired } from './metadata-not-wired.ts';
import { mongodbDown } from './mongodb-down.ts';
import { mongodbRefused } from './mongodb-refused.ts';
import { noDataSource } from './no-data-source.ts';
import { noRecording } from './no-recording.ts';
import { ownPathBroken } from './own-path-broken.ts';
import { podCrashed } from './pod-crashed.ts';
import { podNotReady } from './pod-not-ready.ts';
import { podNotScheduled } from './pod-not-scheduled.ts';
import { podOutOfMemory } from './pod-out-of-memory.ts';
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

/** Every cause we know, in the order of the way a job takes: what breaks first stands first. */
export const rules: readonly Rule[] = [
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
  podNotScheduled,
  imageNotPulled,
  podOutOfMemory,
  podCrashed,
  cleanedUpEarly,
  podNotReady,
  rabbitmqDown,
  rabbitmqRefused,
  rabbitmqAlarm,
  queueMissing,
  queueWithoutConsumer,
  noDataSource,
  metadataNotWired,
  consumerNeverCreated,
  configureSlow,
  podSlow,
  queueSlow,
  consumerSlow,
  consumerFallingBehind,
  serviceNotCreated,
  kubernetesDenied,
  kubernetesUnreachable,
  rabbitmqManagementAbsent,
  mongodbRefused,
  backendNotSelected,
  standingPodNotReady,
  standingPodRestarted,
  queuesLeaked,
];
