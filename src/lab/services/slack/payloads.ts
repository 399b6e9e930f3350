import { Refusal } from './refusal.ts';
import type { Ephemeral, Message, Workspace } from './workspace.ts';

/** What a person did, and the ids that Slack gave it. */
interface Deed {
  readonly user: string;
  readonly channel: string;
  readonly triggerId: string;
  readonly responseUrl: string;
}

/** The form of a slash command: every value is a string, also `is_enterprise_install`. */
export function commandPayload(
  workspace: Workspace,
  deed: Deed,
  command: string,
  text: string,
): Record<string, string> {
  const { team, bot } = workspace;
  return {
    token: 'verification-token',
    team_id: team.id,
    team_domain: team.domain,
    channel_id: deed.channel,
    channel_name: workspace.channels.get(deed.channel)?.name ?? deed.channel,
    user_id: deed.user,
    user_name: workspace.users.get(deed.user)?.name ?? deed.user,
    command,
    text,
    api_app_id: bot.appId,
    is_enterprise_install: 'false',
    response_url: deed.responseUrl,
    trigger_id: deed.triggerId,
  };
}

/** The press of a button of a message. */
export function clickPayload(workspace: Workspace, deed: Deed, message: Message | Ephemeral, actionId: string): object {
  const { team, bot, channels, users } = workspace;
  const action = findButton(message.blocks, actionId);
  const name = users.get(deed.user)?.name ?? deed.user;
  const { ts, text, blocks } = message;
  return {
    type: 'block_actions',
    user: { id: deed.user, username: name, name, team_id: team.id },
    api_app_id: bot.appId,
    token: 'verification-token',
    container: { type: 'message', message_ts: ts, channel_id: deed.channel, is_ephemeral: 'via' in message },
    trigger_id: deed.triggerId,
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: deed.channel, name: channels.get(deed.channel)?.name },
    message: { type: 'message', ts, text, blocks, bot_id: bot.botId, app_id: bot.appId },
    state: { values: {} },
    response_url: deed.responseUrl,
    actions: [{ ...action, action_ts: String(workspace.clock.now() / 1000) }],
  };
}

interface Button {
  readonly type: string;
  readonly action_id: string;
  readonly block_id: string;
  readonly text: unknown;
  readonly value?: unknown;
}

function findButton(blocks: readonly unknown[], actionId: string): Button {
  for (const [index, block] of blocks.entries()) {
    const { block_id, elements, accessory } = block as { block_id?: string; elements?: unknown[]; accessory?: unknown };
    const button = [...(elements ?? []), accessory].find(
      (element) => isButton(element) && element.action_id === actionId,
    );
    if (isButton(button)) {
      const { type, action_id, text, value } = button;
      return { type, action_id, block_id: block_id ?? `b${index}`, text, ...(value === undefined ? {} : { value }) };
    }
  }
  throw new Refusal(`there is no button "${actionId}" in this message`);
}

function isButton(element: unknown): element is Button {
  return typeof element === 'object' && element !== null && 'type' in element && element.type === 'button';
}
