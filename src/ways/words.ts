import type { Incident } from '#checks/book.ts';
import type { Check } from '#checks/check.ts';
import { inFewWords, leadOf } from '#checks/members.ts';

/** An incident as plain words. Its times are ms since the epoch. */
export interface Told {
  readonly id: string;
  /** Unlike any other call's; the same at each try of this one. */
  readonly delivery: string;
  readonly kind: Incident['kind'];
  readonly environment: string;
  /** Such as "staging: no node has room for the pod". */
  readonly summary: string;
  /** What was seen, in the words of the report. */
  readonly headline: string;
  /** What to do. */
  readonly act?: string;
  readonly checks: readonly string[];
  readonly runs: number;
  readonly since: number;
  readonly resolvedAt?: number;
  /** Slack user id. */
  readonly acknowledgedBy?: string;
  /** https links: Slack's message, and the runbooks of its checks. */
  readonly thread?: string;
  readonly runbooks: readonly string[];
}

export function toldOf(
  incident: Incident,
  key: string,
  checkOf: (name: string) => Check | undefined,
  thread: string | undefined,
): Told {
  const { id, kind, environment, members, since, resolvedAt, acknowledged } = incident;
  const lead = leadOf(incident);
  const matter = lead ? inFewWords(lead) : 'nothing is known of it';
  const runbooks = members.flatMap(({ check }) => checkOf(check)?.runbook ?? []);
  return {
    id,
    delivery: `${id}:${key}`,
    kind,
    environment,
    // The bot's blindness is no fault of the stack.
    summary: kind === 'failure' ? `${environment}: ${matter}` : `${environment}: cannot check: ${matter}`,
    headline: lead?.headline ?? matter,
    ...(lead?.nextStep !== undefined && { act: lead.nextStep }),
    checks: members.map(({ check }) => check),
    runs: members.reduce((sum, { runs }) => sum + runs, 0),
    since,
    ...(resolvedAt !== undefined && { resolvedAt }),
    ...(acknowledged && { acknowledgedBy: acknowledged.by }),
    ...(thread !== undefined && { thread }),
    runbooks: [...new Set(runbooks)],
  };
}

export function utc(ms: number): string {
  return new Date(ms).toISOString();
}

/** Whole characters, at most so many code units. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  let short = '';
  for (const character of text) {
    if (short.length + character.length > most - 1) break;
    short += character;
  }
  return `${short}…`;
}
