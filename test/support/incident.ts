import type { Incident, Member } from '#checks/book.ts';
import type { Check } from '#checks/check.ts';
import type { Content } from '#slack/message/content.ts';

/** 2025-11-13T15:34:15Z */
export const SINCE = Date.UTC(2025, 10, 13, 15, 34, 15);
export const MINUTE = 60_000;
export const MEANS = 'the pod found no node';
const HEADLINE = 'No consumer of job 19-7 in > 30 s (limit 30 s)';

export function member(over: Partial<Member> = {}): Member {
  return {
    check: 'timing-live',
    joinedAt: SINCE,
    cause: 'pod-not-scheduled',
    headline: HEADLINE,
    means: MEANS,
    nextStep: 'Check for a free GPU and a ready node',
    investigation: 'inv-7f3a',
    runs: 3,
    lastRunAt: SINCE + 4 * MINUTE,
    causes: ['pod-not-scheduled'],
    ...over,
  };
}

export function incident(over: Partial<Incident> = {}): Incident {
  return {
    id: 'k3f9q2',
    kind: 'failure',
    environment: 'lab',
    channel: 'C0OPS',
    since: SINCE,
    openedAt: SINCE + 2 * MINUTE,
    members: [member()],
    state: 'alerting',
    reopened: 0,
    isTold: true,
    notices: [],
    revision: 1,
    shown: 0,
    ...over,
  };
}

export function check(over: Partial<Check> = {}): Check {
  return {
    name: 'timing-live',
    environment: 'lab',
    asks: { kind: 'status', parts: ['ack'] },
    schedule: { kind: 'every', everyMs: 15 * MINUTE, offsetMs: 0 },
    limits: [],
    alertAfter: { failures: 2, of: 3 },
    recoverAfter: 2,
    confirmAfterMs: MINUTE,
    channel: 'C0OPS',
    maintenance: [],
    ...over,
  };
}

export const RUNBOOK = 'https://wiki.example.org/focus?a=1&b=2';
const OWN_MARKUP =
  /<!subteam\^S0(OPS|BOSS|DEV)>|<#C0(BOSS|OPS)>|<https:\/\/[!-~]{1,200}?\|(timing-live|its thread|its alert)>/g;

/** The same without the mentions and links that checks are told to have in these tests. */
export function withoutOwnMarkup(content: Content): Content {
  return JSON.parse(JSON.stringify(content), (_, value) =>
    typeof value === 'string' ? value.replaceAll(OWN_MARKUP, '(own)') : value,
  );
}
