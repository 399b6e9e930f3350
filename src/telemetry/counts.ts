import type { Evidence } from '#investigation/evidence.ts';
import type { PastInvestigation } from '#investigation/past/past.ts';

/** What is counted, where it happens. No user, job or free text is ever a part of it. */
export interface Counts {
  /** An investigation has its verdict. */
  investigated(line: PastInvestigation): void;
  /** What its probes saw to the end, and what was hidden from them. */
  looked(evidence: Pick<Evidence, 'watches' | 'gaps' | 'subject'>): void;
  /** An investigation that was asked for came to nothing. */
  lost(environment: string): void;
  /** From asking to the first message. */
  firstMessage(environment: string, tookMs: number): void;
  lookedUp(kind: string, ending: 'answered' | 'cancelled' | 'lost'): void;
  /** From the arrival of what Slack delivers to its acknowledgement. */
  acknowledged(tookMs: number): void;
  slackCalled(method: string, outcome: SlackOutcome): void;
  /** Slack asks to wait so long. */
  slackLimited(method: string, waitMs: number): void;
  checkRan(environment: string, outcome: string): void;
  /** A way out was called, such as PagerDuty. */
  calledOut(way: string, outcome: 'taken' | 'failed'): void;
}

/** refused: Slack said no, and not for the pace · limited: a 429 · unreachable: no answer that can be read. */
export type SlackOutcome = 'ok' | 'refused' | 'limited' | 'unreachable';

export const silentCounts: Counts = {
  investigated: () => {},
  looked: () => {},
  lost: () => {},
  firstMessage: () => {},
  lookedUp: () => {},
  acknowledged: () => {},
  slackCalled: () => {},
  slackLimited: () => {},
  checkRan: () => {},
  calledOut: () => {},
};
