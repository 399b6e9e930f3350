import type { Scenario } from '../scenario.ts';
import { backendDown } from './backend-down.ts';
import { backendOverloaded } from './backend-overloaded.ts';
import { backendRestarted } from './backend-restarted.ts';
import { cleanedUpEarly } from './cleaned-up-early.ts';
import { consumerFallingBehind } from './consumer-falling-behind.ts';
import { consumerNeverCreated } from './consumer-never-created.ts';
import { consumerSlow } from './consumer-slow.ts';
import { fiberNotConnected } from './fiber-not-connected.ts';
import { gatewayInTheWay } from './gateway-in-the-way.ts';
import { healthy } from './healthy.ts';
import { healthySlowPod } from './healthy-slow-pod.ts';
import { imageNotPulled } from './image-not-pulled.ts';
import { job197 } from './job-19-7.ts';
import { kubernetesDenied } from './kubernetes-denied.ts';
import { kubernetesJobNotCreated } from './kubernetes-job-not-created.ts';
import { kubernetesUnreachable } from './kubernetes-unreachable.ts';
import { logsDenied } from './logs-denied.ts';
import { metadataNotWired } from './metadata-not-wired.ts';
import { noDataSource } from './no-data-source.ts';
import { ownPathBroken } from './own-path-broken.ts';
import { podCrashed } from './pod-crashed.ts';
import { podNotReady } from './pod-not-ready.ts';
import { podOutOfMemory } from './pod-out-of-memory.ts';
import { queueMissing } from './queue-missing.ts';
import { queueWithoutConsumer } from './queue-without-consumer.ts';
import { rabbitmqAlarm } from './rabbitmq-alarm.ts';
import { rabbitmqDown } from './rabbitmq-down.ts';
import { rabbitmqManagementAbsent } from './rabbitmq-management-absent.ts';
import { rabbitmqRefused } from './rabbitmq-refused.ts';
import { readyByStream } from './ready-by-stream.ts';
import { routeMissing } from './route-missing.ts';
import { secretsInLogs } from './secrets-in-logs.ts';
import { serviceNotCreated } from './service-not-created.ts';
import { settingsChanged } from './settings-changed.ts';
import { streamNotOpen } from './stream-not-open.ts';
import { unschedulable } from './unschedulable.ts';

export const scenarios: readonly Scenario[] = [
  healthy,
  healthySlowPod,
  consumerNeverCreated,
  consumerSlow,
  kubernetesJobNotCreated,
  unschedulable,
  queueMissing,
  queueWithoutConsumer,
  routeMissing,
  fiberNotConnected,
  backendDown,
  rabbitmqDown,
  job197,
  secretsInLogs,
  logsDenied,
  imageNotPulled,
  podCrashed,
  podOutOfMemory,
  podNotReady,
  serviceNotCreated,
  cleanedUpEarly,
  kubernetesDenied,
  kubernetesUnreachable,
  rabbitmqRefused,
  rabbitmqAlarm,
  rabbitmqManagementAbsent,
  consumerFallingBehind,
  noDataSource,
  backendRestarted,
  backendOverloaded,
  ownPathBroken,
  gatewayInTheWay,
  settingsChanged,
  metadataNotWired,
  readyByStream,
  streamNotOpen,
];
