import type { PhaseId } from '#investigation/evidence.ts';
import type { JobRequest } from '#investigation/subject.ts';

/** A question that is asked on a schedule, and whom to tell when its answer turns bad: as focus.yml has it. */
export interface Check {
  /** Its key in focus.yml: lower case letters, digits and dashes. */
  readonly name: string;
  readonly environment: string;
  readonly asks: Asks;
  readonly schedule: Schedule;
  /** Judged besides the environment's own limits. */
  readonly limits: readonly PhaseLimit[];
  /** It alerts when so many of its last conclusive runs failed. */
  readonly alertAfter: { readonly failures: number; readonly of: number };
  /** It has recovered after so many good runs in a row. */
  readonly recoverAfter: number;
  /** After a surprising run, the next one comes this much later instead of with the schedule. ms */
  readonly confirmAfterMs: number;
  /** Slack channel id. */
  readonly channel: string;
  readonly mention?: Mention;
  readonly remindEveryMs?: number;
  readonly escalate?: Escalation;
  /** Names of the ways out that its alerts go to besides Slack. */
  readonly notify?: readonly string[];
  /** Nothing is posted then; what is still wrong at their end is told then. */
  readonly quietHours?: QuietHours;
  /** The check does not run while one of them is open. */
  readonly maintenance: readonly MaintenanceWindow[];
  /** https link */
  readonly runbook?: string;
}

export type Asks =
  | { readonly kind: 'timing'; readonly request: JobRequest; readonly timeoutMs: number }
  | { readonly kind: 'status'; readonly parts: readonly StatusPart[] }
  /** Each job that somebody else starts, as it comes: nobody can ask for one. */
  | { readonly kind: 'watched' };

/** Of `/focus status`, in the order in which a job needs them. */
export const statusParts = ['ack', 'pods', 'live-metadata', 'broker', 'database', 'routes', 'leaked-queues'] as const;
export type StatusPart = (typeof statusParts)[number];

export type Schedule =
  | Ticking
  /** It runs as jobs are made by others: it has no ticks, and nothing can be asked of it in between. */
  | { readonly kind: 'as-made' };

export type Ticking =
  /** Ticks at every multiple of `everyMs` since the epoch, plus `offsetMs`, which spreads the checks. */
  | { readonly kind: 'every'; readonly everyMs: number; readonly offsetMs: number }
  /** Five or six fields, in the zone `tz` (IANA). */
  | { readonly kind: 'cron'; readonly pattern: string; readonly tz: string };

/** `total`: from configure to the first metadata answer. */
export type LimitedPhase = PhaseId | 'total';

export interface PhaseLimit {
  readonly phase: LimitedPhase;
  readonly warn?: Bound;
  readonly fail?: Bound;
}

export type Bound =
  | { readonly kind: 'fixed'; readonly ms: number }
  /** Such as "p95 of 14d × 1.5": of the earlier good runs of the same question. */
  | { readonly kind: 'relative'; readonly percentile: number; readonly overMs: number; readonly factor: number };

export interface Mention {
  /** Slack user group id. */
  readonly group: string;
  readonly when: readonly ('alert' | 'reminder' | 'escalation' | 'recovery')[];
}

/** Where an alert goes besides when nobody has acknowledged it. */
export interface Escalation {
  readonly afterMs: number;
  /** Slack channel id; without it the alert's own channel. */
  readonly channel?: string;
  /** Slack user group id. */
  readonly group?: string;
}

/** Every day from `from` to `to`, minutes after midnight in the zone; `from` > `to` goes past midnight. */
export interface QuietHours {
  readonly from: number;
  readonly to: number;
  readonly tz: string;
  /** Days on which they begin, 0 is Sunday; every day where absent. */
  readonly days?: readonly number[];
}

export type MaintenanceWindow =
  /** ms since the epoch */
  | { readonly kind: 'once'; readonly from: number; readonly to: number }
  /** Opens at each match of the cron pattern. */
  | { readonly kind: 'repeated'; readonly pattern: string; readonly tz: string; readonly forMs: number };
