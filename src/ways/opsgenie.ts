import { below, JSON_TYPE, type Way } from './way.ts';
import { cut, type Told } from './words.ts';

/** What its alert API takes at most. */
const LONGEST_MESSAGE = 130;
const LONGEST_TEXT = 15_000;

export interface OpsgenieSettings {
  readonly apiKey: string;
  readonly url: string;
}

/** https://docs.opsgenie.com/docs/alert-api: the alias is the incident's id. */
export function opsgenie(name: string, { apiKey, url }: OpsgenieSettings): Way {
  const headers = { ...JSON_TYPE, authorization: `GenieKey ${apiKey}` };
  return {
    name,
    secrets: [apiKey],
    outgoing(what, told) {
      const path = what === 'trigger' ? '' : `/${told.id}/${what === 'resolve' ? 'close' : what}?identifierType=alias`;
      const body = what === 'trigger' ? alert(told) : { source: 'Focus bot', note: 'By Slack' };
      return { url: below(url, `/v2/alerts${path}`), headers, body: JSON.stringify(body) };
    },
  };
}

function alert({ id, summary, kind, environment, headline, act, checks, runs, thread, runbooks }: Told) {
  const lines = [headline, ...(act === undefined ? [] : [`Do: ${act}`]), ...(thread ? [thread] : []), ...runbooks];
  return {
    message: cut(summary, LONGEST_MESSAGE),
    alias: id,
    description: cut(lines.join('\n'), LONGEST_TEXT),
    source: 'Focus bot',
    entity: environment,
    priority: kind === 'failure' ? 'P1' : 'P3',
    details: { checks: checks.join(', '), runs: String(runs) },
  };
}
