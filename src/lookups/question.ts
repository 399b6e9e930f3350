import type { HistoryQuery } from '#asking/history.ts';
import type { Mistaken, Places } from '#asking/places.ts';
import type { AskedSeries } from '#asking/timing.ts';
import type { NamedCheck } from '#asking/trend.ts';
import type { LogsRequest } from '#investigation/log-reading/filter.ts';
import type { Opinion } from '#investigation/past/opinion.ts';
import type { GroupedBy } from '#investigation/past/trend/groups.ts';
import type { JobRequest } from '#investigation/subject.ts';

/** What a question may name. */
export interface World extends Places {
  readonly checks: readonly NamedCheck[];
  /** Ids of the rules. */
  readonly causes: readonly string[];
}

/** How a look-up is asked after `/focus`: plain words, so that help, routing and the list of what exists come from it. */
export interface Question {
  readonly kind: LookupKind;
  /** The whole line as typed, such as `/focus jobs [environment]`. */
  readonly usage: string;
  /** What it does, in one sentence. */
  summary(world: World): string;
  /** Whole lines that work as they are. */
  examples(world: World): readonly string[];
  /** A line for each argument. */
  details?(world: World): readonly string[];
  parse(text: string, world: World): Understood;
}

/** nothing: there is nothing to look at, and why. */
export type Understood =
  | { readonly kind: 'asked'; readonly environment: string; readonly asked: AskedLookup }
  | { readonly kind: 'nothing'; readonly why: string }
  | Mistaken;

export function asked(environment: string, lookup: AskedLookup): Understood {
  return { kind: 'asked', environment, asked: lookup };
}

export function environmentDetail({ environments }: Places): string {
  return `\`environment\`: ${environments.join(', ')}`;
}

export function argumentDetail({ name, example, allowed }: Record<'name' | 'example' | 'allowed', string>): string {
  return `\`${name}\`: ${allowed} (\`${example}\`)`;
}

/** A question that needs no job of its own, as it travels to the worker; each kind is a folder here. */
export type AskedLookup =
  | { readonly kind: 'logs'; readonly request: LogsRequest; readonly followMs?: number }
  /** An investigation of a job that somebody else started. */
  | { readonly kind: 'job'; readonly jobId: string }
  | { readonly kind: 'jobs' }
  /** All that is kept of an investigation, as one file; a button asks it. */
  | { readonly kind: 'bundle'; readonly investigation: string }
  /** No question: what somebody says of a verdict, kept and shown on the message where they said it. A button or form asks it. */
  | { readonly kind: 'opinion'; readonly investigation: string; readonly said: Said }
  /** An investigation whose verdict somebody disputes, to be judged again elsewhere, as one file; a button asks it. */
  | { readonly kind: 'recorded-run'; readonly investigation: string }
  /** Whether the environment is ready now: all of it, or what one check asks. */
  | { readonly kind: 'status'; readonly check?: string }
  /** Whether all that the bot is set up with works there. */
  | { readonly kind: 'doctor' }
  | { readonly kind: 'checks' }
  /** The last `count` investigations that are as wanted. */
  | { readonly kind: 'history'; readonly query: HistoryQuery; readonly count: number }
  /** How often verdicts held, of one environment or of all. */
  | { readonly kind: 'accuracy'; readonly environment?: string }
  /** Of the last `spanMs`, for an environment or one check; `watched`: of the jobs that others started. */
  | {
      readonly kind: 'trend';
      readonly check?: string;
      readonly watched?: true;
      readonly spanMs: number;
      readonly by?: GroupedBy;
    }
  /** Two runs side by side, by ids of their jobs or investigations. */
  | { readonly kind: 'diff'; readonly runs: readonly [string, string] }
  /** No question of its own: it asks for the same investigation several times, each of which waits for its turn, and tells them together. */
  | ({ readonly kind: 'series'; readonly request: JobRequest; readonly timeoutMs: number } & AskedSeries);

/** An opinion without who has it, and when. */
export type Said = Omit<Opinion, 'by' | 'at'>;

export type LookupKind = AskedLookup['kind'];
