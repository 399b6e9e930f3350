import { wireMessage } from './methods/place.ts';
import { Refusal } from './refusal.ts';
import { chosen } from './view-state.ts';
import type { Ephemeral, Message, Workspace } from './workspace.ts';

/** What a person did, and the ids that Slack gave it. */
interface Interaction {
  readonly user: string;
  readonly channel: string;
  readonly triggerId: string;
  readonly responseUrl: string;
}

/** The form of a slash command: every value is a string, also `is_enterprise_install`. */
export function commandPayload(
  workspace: Workspace,
  interaction: Interaction,
  command: string,
  text: string,
): Record<string, string> {
  const { team, bot } = workspace;
  return {
    token: 'verification-token',
    team_id: team.id,
    team_domain: team.domain,
    channel_id: interaction.channel,
    channel_name: workspace.channels.get(interaction.channel)?.name ?? interaction.channel,
    user_id: interaction.user,
    user_name: workspace.users.get(interaction.user)?.name ?? interaction.user,
    command,
    text,
    api_app_id: bot.appId,
    is_enterprise_install: 'false',
    response_url: interaction.responseUrl,
    trigger_id: interaction.triggerId,
  };
}

/** The press of a button of a message, or the choice of an option. */
export function clickPayload(
  workspace: Workspace,
  interaction: Interaction,
  message: Message | Ephemeral,
  actionId: string,
  option?: string,
): object {
  const { team, bot, channels, users } = workspace;
  const action = pressedElement(message.blocks, actionId, option);
  const name = users.get(interaction.user)?.name ?? interaction.user;
  const { ts, text, blocks } = message;
  const thread = 'thread_ts' in message && message.thread_ts ? { thread_ts: message.thread_ts } : {};
  return {
    type: 'block_actions',
    user: { id: interaction.user, username: name, name, team_id: team.id },
    api_app_id: bot.appId,
    token: 'verification-token',
    container: {
      type: 'message',
      message_ts: ts,
      channel_id: interaction.channel,
      is_ephemeral: 'via' in message,
      ...thread,
    },
    trigger_id: interaction.triggerId,
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: interaction.channel, name: channels.get(interaction.channel)?.name },
    message: { type: 'message', ts, text, blocks, bot_id: bot.botId, app_id: bot.appId },
    state: { values: {} },
    response_url: interaction.responseUrl,
    actions: [{ ...action, action_ts: String(workspace.clock.now() / 1000) }],
  };
}

/** A shortcut that somebody chose for a message. Source: docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload. */
export function shortcutPayload(
  workspace: Workspace,
  interaction: Interaction,
  message: Message,
  callbackId: string,
): object {
  const { team, bot, channels, users, clock } = workspace;
  const name = users.get(interaction.user)?.name ?? interaction.user;
  return {
    type: 'message_action',
    callback_id: callbackId,
    user: { id: interaction.user, username: name, name, team_id: team.id },
    api_app_id: bot.appId,
    token: 'verification-token',
    trigger_id: interaction.triggerId,
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: interaction.channel, name: channels.get(interaction.channel)?.name },
    message: wireMessage(workspace, message),
    message_ts: message.ts,
    action_ts: String(clock.now() / 1000),
    response_url: interaction.responseUrl,
  };
}

interface Element {
  readonly type: string;
  readonly action_id: string;
  readonly text?: unknown;
  readonly value?: unknown;
  readonly options?: readonly { readonly value: string }[];
  readonly option_groups?: readonly { readonly options: readonly { readonly value: string }[] }[];
}

interface Block {
  readonly block_id?: string;
  readonly elements?: readonly unknown[];
  readonly accessory?: unknown;
  readonly element?: unknown;
}

/** The button of this id as an action of a payload; with an option, the select of this id after its choice. */
export function pressedElement(blocks: readonly unknown[], actionId: string, option?: string): object {
  for (const [index, block] of blocks.entries()) {
    const { block_id = `b${index}`, elements = [], accessory, element } = block as Block;
    const found = [...elements, accessory, element].find((one) => isElement(one) && one.action_id === actionId);
    if (!isElement(found)) continue;
    const { type, action_id, text, value } = found;
    if (type !== 'button' && option !== undefined)
      return { type, action_id, block_id, selected_option: chosen(found, actionId, option) };
    if (type === 'button') return { type, action_id, block_id, text, ...(value === undefined ? {} : { value }) };
  }
  throw new Refusal(`there is no button "${actionId}" in this message`);
}

function isElement(element: unknown): element is Element {
  return typeof element === 'object' && element !== null && 'type' in element && 'action_id' in element;
}
