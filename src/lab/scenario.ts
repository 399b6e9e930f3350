import type { Verdict } from '#investigation/finding.ts';
import type { Readiness } from '#investigation/subject.ts';

/** A lab story: what breaks, when, and the verdict expected of the bot, which never reads it. */
export interface Scenario {
  readonly id: string;
  readonly story: string;
  readonly faults: readonly Fault[];
  readonly expected: Expected;
}

/**
 * What a true answer to the story is. `says` and `never` are parts of words, in any case, of the first lines that people read:
 * headline, quote and advice. All of `says` must stand there, of a list one of them; nothing of `never` may: it would be false.
 */
export interface Expected {
  readonly verdict: Verdict;
  readonly cause?: string;
  readonly says?: readonly (string | readonly string[])[];
  readonly never?: readonly string[];
}

/** What can be wrong with the fake world; times in ms. Faults compose: each is of the job, of the stack around it or of what can be seen. */
export type Fault = JobFault | StackFault | VisibilityFault | ForAWhile;

/**
 * A fault of the stack or of what can be seen that begins so long after configure was answered, or was there before, and heals
 * later, or does not.
 */
export interface ForAWhile {
  readonly kind: 'for-a-while';
  readonly fault: StackFault | VisibilityFault;
  readonly fromMs?: number;
  readonly untilMs?: number;
}

/** What happens to the next job. */
export type JobFault =
  /** The stage, and all that follows it, comes later than it should; pulls: the node pulls the analyzer's image meanwhile. */
  | { readonly kind: 'late'; readonly stage: Stage; readonly byMs: number; readonly pulls?: true }
  /** The stage never comes, and nothing that follows it. */
  | { readonly kind: 'never'; readonly stage: Stage }
  /** The scheduler's own words. */
  | { readonly kind: 'unschedulable'; readonly message: string }
  /** The analyzer's image cannot be pulled, for a reason in the words of the container runtime; for good unless told. */
  | { readonly kind: 'image-pull'; readonly why: string; readonly forMs?: number }
  /** The Job controller may not make the analyzer's pod: quota, ServiceAccount, admission, in the API server's words. */
  | { readonly kind: 'pod-refused'; readonly why: string }
  /** The backend makes the clean-up Job and the Service, and not the grpc Job. */
  | { readonly kind: 'no-grpc-job' }
  /**
   * The analyzer's container is not begun: how it waits, such as `CreateContainerConfigError`: `configmap "x" not found`, and
   * the Warning that says why, the same words unless told; for good unless told.
   */
  | {
      readonly kind: 'container-held';
      readonly reason: string;
      readonly message?: string;
      readonly event?: { readonly reason: string; readonly message: string };
      readonly forMs?: number;
    }
  /** A container that must end before the analyzer's begins does not; for good unless told. */
  | { readonly kind: 'init-hangs'; readonly container: string; readonly forMs?: number }
  /** The runtime cannot start the analyzer's command: `StartError`. */
  | { readonly kind: 'not-started'; readonly message: string }
  /** The kubelet refuses the analyzer's pod, such as `UnexpectedAdmissionError`: it has no container. */
  | { readonly kind: 'not-admitted'; readonly reason: string; readonly message: string }
  /** Kubernetes warns of an object of the job after a stage. */
  | {
      readonly kind: 'warned';
      readonly after: Stage;
      readonly on: 'pod' | 'job' | 'service';
      readonly reason: string;
      readonly message: string;
      /** Again and again. */
      readonly everyMs?: number;
    }
  /** The analyzer's container ends so long after a stage, having logged its last lines; `{job}` stands for the job's id. */
  | {
      readonly kind: 'ends';
      readonly after: Stage;
      readonly inMs: number;
      readonly reason: 'Error' | 'OOMKilled' | 'Completed';
      readonly exitCode: number;
      readonly lines: readonly string[];
    }
  /** The liveness probe fails so long after the pod is ready, in its own words, and the kubelet kills the container. */
  | { readonly kind: 'killed-by-probe'; readonly inMs: number; readonly message: string }
  /** The Job was active for longer than it may be, so long after it was made. */
  | { readonly kind: 'deadline'; readonly atMs: number }
  /** The pod ends by its node's will, such as `Evicted`, so long after a stage. */
  | {
      readonly kind: 'pod-failed';
      readonly after: Stage;
      readonly inMs: number;
      readonly reason: string;
      readonly message: string;
    }
  /** The readiness probe goes on failing, in the kubelet's words; for good unless told. */
  | { readonly kind: 'not-ready'; readonly message: string; readonly forMs?: number }
  /** The readiness probe fails and succeeds by turns. */
  | { readonly kind: 'readiness-flaps'; readonly everyMs: number; readonly message: string }
  /** The job's consumer is cancelled so long after it was attached; it comes back so long after that, or not. */
  | { readonly kind: 'consumer-goes'; readonly inMs: number; readonly backInMs?: number }
  /** The NodePort is taken: Kubernetes refuses the job's Service, and the backend logs it. */
  | { readonly kind: 'service-refused' }
  /** The clean-up takes the job for idle so long after configure. */
  | { readonly kind: 'cleaned-up'; readonly atMs: number }
  /** The job's queue takes this many messages a second once it exists. */
  | { readonly kind: 'messages'; readonly perSecond: number }
  /** The job's consumer is attached and takes no message. */
  | { readonly kind: 'stuck-consumer' }
  /** Lines `from` the backend or the job's analyzer, `after` a stage; `{job}` stands for the job's id. */
  | {
      readonly kind: 'log';
      readonly from: 'backend' | 'grpc';
      readonly after: Stage | 'configured';
      readonly lines: readonly string[];
      /** Again and again. */
      readonly everyMs?: number;
    }
  /** How configure answers: after how long, and without a job where `answer` is told. */
  | {
      readonly kind: 'configure';
      readonly takesMs?: number;
      /** lost: the connection is reset */
      readonly answer?: 'lost' | { readonly status: number; readonly body: object };
    }
  /** The next job is this one, on a cluster where its slot is the lowest free one. */
  | { readonly kind: 'next-job'; readonly job: RecordedJob };

/** What is wrong around the job. */
export type StackFault =
  /** refused: nobody listens on its port · gateway: an ingress answers 503 in its place. Its pod crash-loops unless it is told to be ready. */
  | { readonly kind: 'backend-down'; readonly how: 'refused' | 'gateway'; readonly pod?: 'ready' }
  /** So long after the job was configured; it forgets every job and counts anew. rollout: another pod takes its place. */
  | { readonly kind: 'backend-restarts'; readonly atMs: number; readonly how?: 'rollout' }
  /** Every GET of Focus Server is answered so much later. */
  | { readonly kind: 'slow-answers'; readonly byMs: number }
  /** GETs reach a gateway that answers a page of its own instead of passing them on; POSTs pass. */
  | { readonly kind: 'gateway'; readonly status: number; readonly title: string }
  /** Every GET, or that of metadata alone, comes back from something that is not Focus Server. */
  | { readonly kind: 'odd-answers'; readonly to: 'every-get' | 'metadata'; readonly how: OddAnswer }
  | { readonly kind: 'no-route'; readonly route: string }
  | { readonly kind: 'no-fiber' }
  | { readonly kind: 'no-recording' }
  | { readonly kind: 'rabbitmq-down' }
  /** Its AMQP port refuses, for analyzers too; management answers. */
  | { readonly kind: 'amqp-down' }
  /** Every login is refused, or only that of the analyzers. */
  | { readonly kind: 'rabbitmq-refuses'; readonly whom: 'everyone' | 'analyzers' }
  /** Publishers are blocked. */
  | { readonly kind: 'rabbitmq-alarm'; readonly resource: 'memory' | 'disk' }
  | { readonly kind: 'mongodb-down' }
  /** Jobs of other people that live already, each with a story of its own. */
  | {
      readonly kind: 'other-jobs';
      readonly count: number;
      readonly faults: readonly JobFault[];
      /** They are cleaned up so long after the bot came; never unless told. */
      readonly goInMs?: number;
    }
  /** A queue that the clean-up left behind: of the id that lacks the next job's last digit, as 1-16 of 1-163, or of the very same id. */
  | { readonly kind: 'leaked-queue'; readonly of: 'shorter-id' | 'same-id'; readonly ready: number }
  /** MongoDB has documents of every job, or its collections hold only old ones. */
  | { readonly kind: 'job-documents'; readonly of: 'every-job' | 'old-jobs' }
  /** Somebody edits this ConfigMap when the story begins. */
  | { readonly kind: 'settings-changed'; readonly configMap: string }
  /** The cluster's clock is so much farther ahead of the bot's. */
  | { readonly kind: 'clock-ahead'; readonly byMs: number }
  /** Pods have a label `job_id`. */
  | { readonly kind: 'labels' };

/** What cannot be seen, or not from here. */
export type VisibilityFault =
  /** What counts as there, in the environment's settings. */
  | { readonly kind: 'ready-by'; readonly what: Readiness }
  /** The bot's account may not read this, such as `pods/log`; by any verb unless told. */
  | { readonly kind: 'denied'; readonly resource: string; readonly verb?: 'get' | 'list' | 'watch' }
  /** The environment is set up without this part. */
  | { readonly kind: 'not-configured'; readonly part: 'kubernetes' | 'rabbitmq' | 'mongodb' }
  /** A direct call hangs, as where the API is reached through a tunnel only. */
  | { readonly kind: 'kubernetes-unreachable' }
  /** Events are best effort: there are none. */
  | { readonly kind: 'events-dropped' }
  /** failing: the kubelet cannot be asked · empty: nothing was kept. */
  | { readonly kind: 'logs-gone'; readonly how: 'failing' | 'empty' }
  | { readonly kind: 'management-down' }
  /** Management leaves all numbers out, as with `management.disable_stats`. */
  | { readonly kind: 'statistics-off' }
  /** The bot alone does not reach this part. */
  | { readonly kind: 'unseen'; readonly part: 'kubernetes' | 'rabbitmq' | 'mongodb'; readonly how: 'refused' | 'hangs' }
  /** From so long after configure on, nothing answers the bot any more. */
  | { readonly kind: 'path-broken'; readonly atMs: number };

/** silence: the request is taken and never answered · cut-body: the connection ends within the body. */
export const oddAnswers = [
  'bad-gateway',
  'too-many-requests',
  'login-page',
  'redirect-loop',
  'cut-body',
  'silence',
  'empty',
  'null',
  'status-ok',
  'other-job',
] as const;

export type OddAnswer = (typeof oddAnswers)[number];

/** Names and times of a job that was recorded. */
export interface RecordedJob {
  readonly id: string;
  readonly grpcPod: string;
  readonly grpcUid: string;
  readonly cleanupPod: string;
  readonly cleanupUid: string;
  readonly configureMs: number;
  /** ms after configure was answered; other stages take what they take on a healthy job. */
  readonly stages: Readonly<Partial<Record<Stage, number>>>;
}

/** What happens to a job, in order. Each stage follows another one after a while. */
export const stages = [
  'job',
  'pod',
  'scheduled',
  'started',
  'ready',
  'queue',
  'consumer',
  'metadata',
  'stream',
] as const;

export type Stage = (typeof stages)[number];
