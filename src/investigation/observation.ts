/**
 * One timestamped fact. `at` is when the bot learned of it, ms since the epoch on the bot's clock;
 * stamps of other clocks stay inside the fact.
 */
export interface Observation<F extends Fact = Fact> {
  /** `o1`, `o2` … in the order of learning: what findings cite. */
  readonly id: string;
  readonly at: number;
  readonly probe: string;
  readonly fact: F;
}

/** Something we could not see. Silence is not health, so gaps travel with the facts. */
export interface Gap {
  readonly at: number;
  readonly probe: string;
  readonly kinds: readonly FactKind[];
  readonly reason: GapReason;
  /** Nothing is missing of jobs, only the backend's own pods. */
  readonly about?: 'backend';
  /** Nothing was seen from here to `at`, ms since the epoch, and the watch went on afterwards; absent where it did not. */
  readonly from?: number;
  /** What was being done, to what, and what came back. */
  readonly detail: string;
  /** What makes it visible, as one sentence that names the setting or right; where it is the bot's own to mend. */
  readonly mend?: string;
}

/**
 * not-told: the part answers and leaves this out · not-trusted: its certificate · refused: rights or login · misdirected: the
 * bot's own settings lead elsewhere, such as a host without an address or a vhost that does not exist · bot-stalled: the bot
 * itself could not work at that time · tunnel-down: the SSH host in between · bot-away: the process that looked had ended, and another one went on.
 */
export type GapReason =
  | 'not-configured'
  | 'not-told'
  | 'not-trusted'
  | 'misdirected'
  | 'tunnel-down'
  | 'bot-stalled'
  | 'bot-away'
  | 'unreachable'
  | 'refused'
  | 'timed-out'
  | 'failed'
  | 'cut-short';

export type Fact =
  | ConfigureAnswer
  | MetadataAnswer
  | AckAnswer
  | LiveMetadata
  | ChannelRange
  | RouteList
  | PodState
  | KubernetesJobState
  | ServiceState
  | KubernetesEvent
  | BrokerState
  | QueueState
  | DatabaseState
  | JobRecord
  | LogLine
  | StreamPort
  | ClockReading
  | ControlAnswer
  | ControlJob
  | JobQueues
  | BotStall
  | EnvironmentParts;

export type FactKind = Fact['kind'];
export type FactOf<K extends FactKind> = Extract<Fact, { kind: K }>;

/** What `POST /configure` came to. Seen by the trigger, at most once an investigation. */
export interface ConfigureAnswer {
  readonly kind: 'configure-answer';
  readonly sentAt: number;
  readonly answeredAt: number;
  /** How long of that the bot itself could not work, ms; absent where it could, and in evidence of earlier versions. */
  readonly stalledMs?: number;
  /**
   * accepted: 200 with a job id · refused: the server answered that there is none · unreachable: it was never reached ·
   * unanswered: it was sent and no answer came that tells, so a job may exist; of an answer without a usable id with `status`.
   */
  readonly outcome: 'accepted' | 'refused' | 'unreachable' | 'unanswered';
  readonly status?: number;
  readonly jobId?: string;
  /** The body or the network error, cut to 500 characters. */
  readonly detail: string;
  /** True when this run found the job of an earlier attempt instead of configuring one. */
  readonly reattached: boolean;
}

/** One answer of `GET /metadata/{job_id}`. */
export interface MetadataAnswer {
  readonly kind: 'metadata-answer';
  readonly sentAt: number;
  readonly answeredAt: number;
  /** ready: the answer of configure for this job · other-job: for another one · unexpected: anything that proves nothing. */
  readonly answer:
    | 'ready'
    | 'other-job'
    | 'id-unknown'
    | 'route-absent'
    | 'server-error'
    | 'network-error'
    | 'unexpected';
  readonly status?: number;
  /** The body or the network error, cut to 200 characters. */
  readonly detail: string;
}

/** `GET /ack`: the backend's only health endpoint. */
export interface AckAnswer {
  readonly kind: 'ack-answer';
  readonly ok: boolean;
  readonly status?: number;
  readonly tookMs: number;
  readonly detail: string;
}

/** `GET /live_metadata`: whether a fiber is connected. */
export interface LiveMetadata {
  readonly kind: 'live-metadata';
  readonly ready: boolean;
  readonly prr?: number;
  readonly softwareVersion?: string;
  readonly detail: string;
}

/** `GET /channels`; both bounds inclusive. */
export interface ChannelRange {
  readonly kind: 'channel-range';
  readonly lowest: number;
  readonly highest: number;
}

/** `GET /openapi.json`, where it is served. */
export interface RouteList {
  readonly kind: 'route-list';
  readonly served: boolean;
  /** Such as `"/metadata/{job_id}"`, without the base URL's prefix. */
  readonly routes: readonly string[];
}

/** A pod at one moment. Stamps are the cluster's, in whole seconds, as ms since the epoch: they mean [stamp, stamp + 1 s). */
export interface PodState {
  readonly kind: 'pod-state';
  /** Whose pod: a job's analyzer, a job's cleanup, the backend itself, or what stands beside it. */
  readonly role: 'grpc' | 'cleanup' | 'backend' | 'other';
  readonly name: string;
  readonly uid: string;
  readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';
  readonly ready: boolean;
  readonly deleted: boolean;
  readonly node?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly createdStamp: number;
  readonly scheduledStamp?: number;
  readonly readyStamp?: number;
  /** Why it is not scheduled, as its PodScheduled condition says. */
  readonly unschedulable?: string;
  /** The pod's own words for its end, such as `Evicted` or `UnexpectedAdmissionError`; there may be no containers then. */
  readonly reason?: string;
  readonly message?: string;
  /** Those that are False with a reason, or of an unusual type such as `DisruptionTarget`. */
  readonly conditions?: readonly PodCondition[];
  readonly containers: readonly ContainerState[];
}

export interface PodCondition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
}

export interface ContainerState {
  readonly name: string;
  /** It prepares the pod and must end before the others begin; absent in evidence of earlier versions. */
  readonly init?: true;
  readonly image: string;
  readonly state: 'waiting' | 'running' | 'terminated';
  readonly ready: boolean;
  readonly restarts: number;
  /** Such as `ImagePullBackOff`, `Error`, `OOMKilled`. */
  readonly reason?: string;
  readonly message?: string;
  readonly exitCode?: number;
  /** As its spec gives it, such as `512Mi`; absent without one. */
  readonly memoryLimit?: string;
  readonly startedStamp?: number;
  readonly finishedStamp?: number;
}

/** A batch Job. `exists: false` is a look that found none; `deleted` is a Job that was there. */
export interface KubernetesJobState {
  readonly kind: 'kubernetes-job-state';
  readonly name: string;
  readonly exists: boolean;
  readonly deleted: boolean;
  readonly active: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Its condition Failed, such as `DeadlineExceeded`. */
  readonly failure?: { readonly reason: string; readonly message: string };
  readonly createdStamp?: number;
}

export interface ServiceState {
  readonly kind: 'service-state';
  readonly name: string;
  readonly exists: boolean;
  readonly deleted: boolean;
  readonly nodePort?: number;
  readonly createdStamp?: number;
}

export interface KubernetesEvent {
  readonly kind: 'kubernetes-event';
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly object: { readonly kind: string; readonly name: string };
  readonly count: number;
  /** First occurrence on the cluster's clock, ms with fraction, and how exact that is. */
  readonly firstStamp: number;
  readonly precisionMs: number;
}

export interface BrokerState {
  readonly kind: 'broker-state';
  readonly reachable: boolean;
  readonly via: 'amqp' | 'management';
  readonly version?: string;
  /** Such as `memory` or `disk`: publishers are blocked. */
  readonly alarms: readonly string[];
  readonly detail: string;
}

/** The job's queue as one look saw it. Consumers seen by the management API may be 5 s old. */
export interface QueueState {
  readonly kind: 'queue-state';
  readonly via: 'amqp' | 'management';
  /** When the look began. */
  readonly sentAt: number;
  /** The queue's real name; absent when no queue of this job exists. */
  readonly name?: string;
  readonly exists: boolean;
  /** Absent where RabbitMQ left it out: that is not zero. */
  readonly consumers?: number;
  /** Messages ready for delivery; absent as above. */
  readonly ready?: number;
}

export interface DatabaseState {
  readonly kind: 'database-state';
  readonly reachable: boolean;
  readonly collections: readonly string[];
  readonly detail: string;
}

/** Looked for only where the collection exists: absence proves nothing where healthy jobs have none either. */
export interface JobRecord {
  readonly kind: 'job-record';
  readonly collection: string;
  readonly found: boolean;
}

/** A log line, or all lines of a stack trace, joined by line ends; text is redacted and cut to 1,000 characters. */
export interface LogLine {
  readonly kind: 'log-line';
  readonly source: 'backend' | 'grpc' | 'cleanup';
  readonly pod: string;
  readonly container: string;
  /** Nanosecond stamp of the cluster's clock when read with timestamps, as ms with fraction. */
  readonly stamp?: number;
  readonly level: 'debug' | 'info' | 'warning' | 'error' | 'unknown';
  /** The line names the job's id as an exact token. */
  readonly namesJob: boolean;
  readonly text: string;
}

export interface StreamPort {
  readonly kind: 'stream-port';
  /** When the attempt began. */
  readonly sentAt: number;
  readonly open: boolean;
  readonly host: string;
  readonly port: number;
  readonly detail: string;
}

/** Another machine's clock, read once through an HTTP `Date` header (whole seconds). */
export interface ClockReading {
  readonly kind: 'clock-reading';
  readonly clock: 'kubernetes' | 'focus-server';
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly stamp: number;
}

/**
 * A question whose right answer is known, asked so that a 404 can be read at all: what the metadata route says of an id that
 * cannot exist, and what the server says of a route beside it that cannot exist.
 */
export interface ControlAnswer {
  readonly kind: 'control-answer';
  readonly control: 'impossible-id' | 'impossible-route';
  readonly sentAt: number;
  readonly answeredAt: number;
  /** Judged as metadata's own answers are; `route-absent` is the right answer of the impossible route. */
  readonly answer: MetadataAnswer['answer'];
  readonly status?: number;
  /** The body or the network error, cut to 200 characters. */
  readonly detail: string;
}

/**
 * The newest other job of the environment that lives and is Ready, looked at once: a signal that it shows too is no cause.
 * What could not be seen of it is absent.
 */
export interface ControlJob {
  readonly kind: 'control-job';
  /** Living jobs of the environment besides the subject's. */
  readonly others: number;
  /** Absent where none of them is Ready; then the fields below are absent too. */
  readonly jobId?: string;
  /** ms since its pod was made. */
  readonly ageMs?: number;
  readonly metadata?: MetadataAnswer['answer'];
  readonly labels?: Readonly<Record<string, string>>;
  /** By collection: whether it has a document there. Only of collections that exist. */
  readonly records?: Readonly<Record<string, boolean>>;
  readonly consumers?: number;
  readonly streamOpen?: boolean;
}

/** The broker's queues that belong to jobs, as one look saw them; consumers and messages may be 5 s old. */
export interface JobQueues {
  readonly kind: 'job-queues';
  readonly queues: readonly JobQueue[];
}

export interface JobQueue {
  readonly jobId: string;
  /** `grpc-job-<id>` or `grpc-job-<id>-<unix time>`. */
  readonly name: string;
  /** Absent where RabbitMQ left it out: that is not zero. */
  readonly consumers?: number;
  /** Messages ready for delivery; absent as above. */
  readonly ready?: number;
}

/** RabbitMQ says that somebody consumes it; false also where it does not say. */
export function hasConsumer(queue: Pick<JobQueue, 'consumers'> | undefined): boolean {
  return (queue?.consumers ?? 0) > 0;
}

/** A stretch in which the bot itself could not work: what timed out then says nothing about the stack. */
export interface BotStall {
  readonly kind: 'bot-stall';
  /** ms since the epoch. */
  readonly from: number;
  readonly to: number;
  /** event-loop: its process was kept from running · cpu-throttled: its cgroup was held · loopback: its own port was slow. */
  readonly by: 'event-loop' | 'cpu-throttled' | 'loopback';
  /** The longest delay in it. */
  readonly delayMs: number;
}

/** What the environment is made of, as one look saw it: names and versions, never contents. */
export interface EnvironmentParts {
  readonly kind: 'environment-parts';
  /** Kinds of which every part was seen. */
  readonly complete: readonly PartKind[];
  readonly parts: readonly EnvironmentPart[];
  /** What rights, settings or time hid. It is no gap: no verdict needs it. */
  readonly notSeen: readonly UnseenParts[];
}

export interface EnvironmentPart {
  readonly what: PartKind;
  readonly name: string;
  /** Another one where somebody changed it: `registry/focus-server:4.2.0; 1 replica; revision 3`, `resource version 8812`. */
  readonly version: string;
  /** When somebody wrote it last, on the cluster's clock in whole seconds, ms since the epoch. */
  readonly changedStamp?: number;
}

export interface UnseenParts {
  readonly what: PartKind;
  readonly reason: GapReason;
}

/** In the order in which they are told. */
export const partKinds = [
  'Deployment',
  'StatefulSet',
  'ConfigMap',
  'Secret',
  'ResourceQuota',
  'Node',
  'route',
  'broker',
  'broker policy',
] as const;
export type PartKind = (typeof partKinds)[number];

/** A gap without when and by whom. */
export type PartialGap = Omit<Gap, 'at' | 'probe'>;
