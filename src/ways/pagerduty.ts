import { below, JSON_TYPE, type Way } from './way.ts';
import { cut, type Told, utc } from './words.ts';

/** Its Events API v2 takes so many characters of a summary. */
const LONGEST_SUMMARY = 1_024;

export interface PagerDutySettings {
  readonly routingKey: string;
  readonly url: string;
}

/** https://developer.pagerduty.com/docs/send-alert-event */
export function pagerDuty(name: string, { routingKey, url }: PagerDutySettings): Way {
  return {
    name,
    secrets: [routingKey],
    outgoing(what, told) {
      const event = { routing_key: routingKey, event_action: what, dedup_key: told.id };
      const body = what === 'trigger' ? { ...event, ...alert(told) } : event;
      return { url: below(url, '/v2/enqueue'), headers: JSON_TYPE, body: JSON.stringify(body) };
    },
  };
}

function alert(told: Told) {
  const { summary, kind, environment, since, headline, act, checks, runs, thread, runbooks } = told;
  const links = [
    ...(thread === undefined ? [] : [{ href: thread, text: 'Slack' }]),
    ...runbooks.map((href) => ({ href, text: 'Runbook' })),
  ];
  return {
    client: 'Focus bot',
    ...(thread !== undefined && { client_url: thread }),
    links,
    payload: {
      summary: cut(summary, LONGEST_SUMMARY),
      source: environment,
      severity: kind === 'failure' ? 'critical' : 'warning',
      timestamp: utc(since),
      custom_details: { headline, ...(act !== undefined && { act }), checks, runs },
    },
  };
}
