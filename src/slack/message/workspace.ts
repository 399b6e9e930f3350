import type { WebClient } from '@slack/web-api';

/** The workspace that the bot is in. */
export interface Workspace {
  /** Empty where Slack does not say it. */
  readonly team: string;
  /** Such as `acme.slack.com`; empty likewise. */
  readonly host: string;
  /** It is one of an Enterprise organization, whose own address leads to all of its messages too. */
  readonly isOfEnterprise: boolean;
}

const asked = new WeakMap<WebClient, Promise<Workspace>>();

/** Asked for once a client, and again where Slack did not answer. */
export function workspaceOf(client: WebClient): Promise<Workspace> {
  const known = asked.get(client);
  if (known) return known;
  const asking = client.auth.test().then(({ team_id: team = '', url = '', enterprise_id: enterprise }) => ({
    team,
    host: URL.parse(url)?.hostname ?? '',
    isOfEnterprise: enterprise !== undefined && enterprise !== null,
  }));
  asked.set(client, asking);
  asking.catch(() => asked.delete(client));
  return asking;
}
