import { backendDown } from './backend-down.ts';
import { backendUnreachable } from './backend-unreachable.ts';
import { configureRefused } from './configure-refused.ts';
import { configureSlow } from './configure-slow.ts';
import { configureUnanswered } from './configure-unanswered.ts';
import { consumerNeverCreated } from './consumer-never-created.ts';
import { consumerSlow } from './consumer-slow.ts';
import { fiberNotConnected } from './fiber-not-connected.ts';
import { jobGone } from './job-gone.ts';
import { kubernetesJobNotCreated } from './kubernetes-job-not-created.ts';
import { metadataNotWired } from './metadata-not-wired.ts';
import { noRecording } from './no-recording.ts';
import { podNotScheduled } from './pod-not-scheduled.ts';
import { podSlow } from './pod-slow.ts';
import { queueMissing } from './queue-missing.ts';
import { queueSlow } from './queue-slow.ts';
import { queueWithoutConsumer } from './queue-without-consumer.ts';
import { rabbitmqDown } from './rabbitmq-down.ts';
import { routeMissing } from './route-missing.ts';
import type { Rule } from './rule.ts';

/** Every cause we know, in the order of the way a job takes: what breaks first stands first. */
export const rules: readonly Rule[] = [
  backendDown,
  backendUnreachable,
  fiberNotConnected,
  noRecording,
  configureRefused,
  configureUnanswered,
  routeMissing,
  jobGone,
  kubernetesJobNotCreated,
  podNotScheduled,
  rabbitmqDown,
  queueMissing,
  queueWithoutConsumer,
  metadataNotWired,
  consumerNeverCreated,
  configureSlow,
  podSlow,
  queueSlow,
  consumerSlow,
];
