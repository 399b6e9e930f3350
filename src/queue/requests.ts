import type { JobRequest } from '#investigation/subject.ts';
import type { AskedLookup } from '#lookups/question.ts';

/** What travels from Slack to the worker. No secret is in it: queue data is plain text in Redis. */
export interface InvestigationRequest {
  readonly investigation: string;
  readonly environment: string;
  /** Slack user id, or `client NAME`. */
  readonly requestedBy: string;
  /** Slack channel id where the report goes; empty where it is told to nobody. */
  readonly channel: string;
  /** A program asked, which reads the answer itself: nothing is said in Slack. */
  readonly untold?: true;
  /** Everybody of the workspace who may ask can see the channel: who asks the same elsewhere is led there. */
  readonly isOpen?: boolean;
  /** Slack ts of the message under which the report belongs; without it the report is a message of its own. */
  readonly thread?: string;
  readonly request: JobRequest;
  readonly timeoutMs: number;
  /** ms since the epoch. */
  readonly requestedAt: number;
  /** The check that it is a run of. */
  readonly check?: CheckRun;
  /** The series that it is a run of, which tells what it comes to. */
  readonly series?: string;
}

/** An investigation that somebody cancelled, perhaps before it ran. */
export interface CancellationRequest extends InvestigationRequest {
  /** How often a worker had begun with it. */
  readonly attempt: number;
}

/** Why a check runs. `person`: somebody pressed *Run now*. */
export interface CheckRun {
  readonly name: string;
  readonly trigger: 'schedule' | 'confirmation' | 'person';
}

/** What a person asks for, before it has an id. */
export interface AskedInvestigation extends Omit<InvestigationRequest, 'investigation' | 'requestedAt'> {
  /** Equal for every delivery of one act of a person, such as Slack's trigger id: each gives one investigation. */
  readonly delivery: string;
}

/** A question that needs no job of its own. It waits for no turn: whoever asks is in an incident, and it only looks. */
export interface LookupRequest {
  readonly lookup: string;
  readonly environment: string;
  /** Slack user id, or `client NAME`. */
  readonly requestedBy: string;
  /** Slack channel id where the answer goes; empty where it is told to nobody. */
  readonly channel: string;
  /** A program asked, which reads the answer itself: nothing is said in Slack. */
  readonly untold?: true;
  /** As of an investigation. */
  readonly isOpen?: boolean;
  /** Slack ts of the message under which the answer belongs; without it the answer is a message of its own. */
  readonly thread?: string;
  /** Slack ts of a message of the bot: the answer takes its place. */
  readonly edits?: string;
  readonly asked: AskedLookup;
  /** ms since the epoch. */
  readonly requestedAt: number;
}

/** What people ask for. */
export type Question = InvestigationRequest | LookupRequest;

export function idOf(question: Question): string {
  return 'lookup' in question ? question.lookup : question.investigation;
}

/** Whether all who ask the same wait for one answer. Any other look-up is over in seconds, or is its asker's own, as what is followed is. */
export function isShared(
  question: Omit<InvestigationRequest, 'investigation'> | Pick<LookupRequest, 'asked'>,
): boolean {
  return !('asked' in question) || question.asked.kind === 'job';
}

/** The verdict after which the bot looks again, by itself: nobody asked, and nobody is told. */
export interface SecondLookRequest {
  readonly investigation: string;
  readonly environment: string;
}
