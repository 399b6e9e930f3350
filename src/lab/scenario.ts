import type { Verdict } from '#investigation/diagnosis.ts';
import type { Stage } from './world/stages.ts';

/** A lab story: what breaks, when, and the verdict expected of the bot, which never reads it. */
export interface Scenario {
  readonly id: string;
  readonly story: string;
  readonly faults: readonly Fault[];
  readonly expected: { readonly verdict: Verdict; readonly cause?: string };
}

/** What can be wrong with the fake world; times in ms. */
export type Fault =
  /** The stage, and all that follows it, comes later than it should. */
  | { readonly kind: 'late'; readonly stage: Stage; readonly byMs: number }
  /** The stage never comes, and nothing that follows it. */
  | { readonly kind: 'never'; readonly stage: Stage }
  /** refused: nobody listens on its port · gateway: an ingress answers 503 in its place. */
  | { readonly kind: 'backend-down'; readonly how: 'refused' | 'gateway' }
  | { readonly kind: 'rabbitmq-down' }
  | { readonly kind: 'no-fiber' }
  | { readonly kind: 'no-route'; readonly route: string }
  /** The scheduler's own words. */
  | { readonly kind: 'unschedulable'; readonly message: string }
  /** The job's queue takes this many messages a second once it exists. */
  | { readonly kind: 'messages'; readonly perSecond: number }
  /** Lines `from` the backend or the job's analyzer, `after` a stage; `{job}` stands for the job's id. */
  | {
      readonly kind: 'log';
      readonly from: 'backend' | 'grpc';
      readonly after: Stage | 'configured';
      readonly lines: readonly string[];
    }
  /** The bot's account may not read this, such as `pods/log`. */
  | { readonly kind: 'denied'; readonly resource: string }
  /** The environment is set up without this part. */
  | { readonly kind: 'not-configured'; readonly part: 'kubernetes' | 'rabbitmq' | 'mongodb' }
  /** The next job is this one, on a cluster where its slot is the lowest free one. */
  | { readonly kind: 'next-job'; readonly job: RecordedJob };

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
