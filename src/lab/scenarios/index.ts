import type { Scenario } from '../scenario.ts';
import { backendDown } from './backend-down.ts';
import { consumerNeverCreated } from './consumer-never-created.ts';
import { consumerSlow } from './consumer-slow.ts';
import { fiberNotConnected } from './fiber-not-connected.ts';
import { healthy } from './healthy.ts';
import { healthySlowPod } from './healthy-slow-pod.ts';
import { job197 } from './job-19-7.ts';
import { kubernetesJobNotCreated } from './kubernetes-job-not-created.ts';
import { logsDenied } from './logs-denied.ts';
import { queueMissing } from './queue-missing.ts';
import { queueWithoutConsumer } from './queue-without-consumer.ts';
import { rabbitmqDown } from './rabbitmq-down.ts';
import { routeMissing } from './route-missing.ts';
import { secretsInLogs } from './secrets-in-logs.ts';
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
];
