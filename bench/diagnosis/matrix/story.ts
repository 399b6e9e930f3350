import type { Verdict } from '#investigation/finding.ts';
import type { Fault, JobFault } from '#lab/scenario.ts';
import type { MatrixCase } from './case.ts';

/** One cause, played clearly: what the cases of every level are made of. */
export interface Story {
  /** The rule's id. */
  readonly cause: string;
  readonly faults: readonly Fault[];
  readonly verdicts: readonly Verdict[];
  /** Rules that are right too: they say the same of the same stack. */
  readonly alsoRight?: readonly string[];
  readonly request?: MatrixCase['request'];
  readonly subject?: MatrixCase['subject'];
  /** No job comes of it, so there is none that a leaked queue could be near to. */
  readonly jobless?: true;
  /** How another job fares that lives in this world; as a healthy one unless told. */
  readonly others?: readonly JobFault[];
  /** How much is open also where nothing hides: the bot's own blindness decides nothing about the stack. */
  readonly mayBeOpen?: true;
  /** What takes this cause's key evidence away. */
  readonly blindings: readonly Blinding[];
}

/** Level 3: what the bot cannot see, and the rule that says so itself, where there is one. */
export interface Blinding {
  readonly id: string;
  readonly faults: readonly Fault[];
  readonly says?: string;
  /** Right too, by what is left to see. */
  readonly verdicts?: readonly Verdict[];
}

const denied = (...resources: readonly string[]) => resources.map((resource): Fault => ({ kind: 'denied', resource }));

export const podsDenied: Blinding = { id: 'pods-denied', faults: denied('pods'), says: 'kubernetes-denied' };
export const jobsDenied: Blinding = { id: 'jobs-denied', faults: denied('jobs'), says: 'kubernetes-denied' };
export const servicesDenied: Blinding = {
  id: 'services-denied',
  faults: denied('services'),
  says: 'kubernetes-denied',
};
export const watchDenied: Blinding = {
  id: 'events-denied',
  faults: denied('events', 'pods/log'),
  says: 'kubernetes-denied',
};
export const kubernetesAway: Blinding = {
  id: 'kubernetes-unreachable',
  faults: [{ kind: 'kubernetes-unreachable' }],
  says: 'kubernetes-unreachable',
};
export const noKubernetes: Blinding = {
  id: 'kubernetes-not-configured',
  faults: [{ kind: 'not-configured', part: 'kubernetes' }],
};
export const eventsDropped: Blinding = { id: 'events-dropped', faults: [{ kind: 'events-dropped' }] };
export const logsGone: Blinding = { id: 'logs-gone', faults: [{ kind: 'logs-gone', how: 'failing' }] };
export const logsEmpty: Blinding = { id: 'logs-empty', faults: [{ kind: 'logs-gone', how: 'empty' }] };
export const managementDown: Blinding = {
  id: 'management-down',
  faults: [{ kind: 'management-down' }],
  says: 'rabbitmq-management-absent',
};
export const noRabbitmq: Blinding = {
  id: 'rabbitmq-not-configured',
  faults: [{ kind: 'not-configured', part: 'rabbitmq' }],
};
export const noMongodb: Blinding = {
  id: 'mongodb-not-configured',
  faults: [{ kind: 'not-configured', part: 'mongodb' }],
};
export const onlyFocusServer: Blinding = {
  id: 'only-focus-server',
  faults: [...noKubernetes.faults, ...noRabbitmq.faults, ...noMongodb.faults],
};
