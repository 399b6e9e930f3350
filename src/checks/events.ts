import type { RunResult, SkipReason } from './run.ts';

/** What changes the book. Every event may be delivered twice; `at` is ms since the epoch. */
export type BookEvent =
  | { readonly kind: 'run'; readonly at: number; readonly result: RunResult }
  | {
      readonly kind: 'skipped';
      readonly at: number;
      readonly check: string;
      readonly tick: string;
      readonly why: SkipReason;
    }
  /** Ticks on which no worker was there to run it: `count` of them, the first at `from`, the last at `to`. */
  | {
      readonly kind: 'missed';
      readonly at: number;
      readonly check: string;
      readonly tick: string;
      readonly from: number;
      readonly to: number;
      readonly count: number;
      /** People heard of it while it lasted, by a message without the book: no incident tells it again. */
      readonly isTold?: boolean;
    }
  | { readonly kind: 'acknowledge'; readonly at: number; readonly incident: string; readonly by: string }
  | {
      readonly kind: 'snooze';
      readonly at: number;
      readonly incident: string;
      readonly by: string;
      readonly until?: number;
      readonly reason?: string;
    }
  | { readonly kind: 'pause'; readonly at: number; readonly check: string; readonly by: string }
  | { readonly kind: 'resume'; readonly at: number; readonly check: string; readonly by: string }
  /** A confirming run was handed to the queue: none is wanted any more. */
  | { readonly kind: 'confirming'; readonly at: number; readonly check: string }
  /** A try to tell this notice begins. */
  | { readonly kind: 'telling'; readonly at: number; readonly incident: string; readonly key: string }
  /** Slack has this notice. */
  | { readonly kind: 'told'; readonly at: number; readonly incident: string; readonly key: string }
  /** The message shows this revision. */
  | { readonly kind: 'shown'; readonly at: number; readonly incident: string; readonly revision: number }
  /** Time has passed: reminders, escalation, the end of quiet hours and snoozes. Also tells which checks there are. */
  | { readonly kind: 'time'; readonly at: number };
