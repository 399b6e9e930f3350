import { below, JSON_TYPE, type Way } from './way.ts';
import { type Told, utc } from './words.ts';

/** Without an end of its own it ends an alert after five minutes; by then nobody may have seen the end. */
const OPEN_MS = 30 * 24 * 3_600_000;

export interface AlertmanagerSettings {
  /** With its login, where it has one. */
  readonly url: string;
}

/** https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml: it knows no acknowledgement. */
export function alertmanager(name: string, settings: AlertmanagerSettings): Way {
  const { origin, pathname, username, password } = new URL(settings.url);
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const basic = `Basic ${Buffer.from(login).toString('base64')}`;
  return {
    name,
    secrets: [password, decodeURIComponent(password)],
    outgoing(what, told, at) {
      if (what === 'acknowledge') return undefined;
      return {
        url: below(`${origin}${pathname}`, '/api/v2/alerts'),
        headers: { ...JSON_TYPE, ...(username !== '' && { authorization: basic }) },
        body: JSON.stringify([alert(told, what === 'resolve' ? (told.resolvedAt ?? at) : at + OPEN_MS)]),
      };
    },
  };
}

/** The labels are its identity: the same from first to last. */
function alert({ id, kind, environment, summary, headline, act, since, thread, runbooks }: Told, endsAt: number) {
  const [runbook] = runbooks;
  return {
    labels: {
      alertname: kind === 'failure' ? 'FocusIncident' : 'FocusCannotCheck',
      incident: id,
      environment,
      severity: kind === 'failure' ? 'critical' : 'warning',
    },
    annotations: {
      summary,
      description: headline,
      ...(act !== undefined && { act }),
      ...(runbook !== undefined && { runbook_url: runbook }),
    },
    startsAt: utc(since),
    endsAt: utc(endsAt),
    ...(thread !== undefined && { generatorURL: thread }),
  };
}
