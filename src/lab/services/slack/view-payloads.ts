import { randomUUID } from 'node:crypto';
import { directChannel } from './methods/place.ts';
import { pressedElement } from './payloads.ts';
import type { stateOf } from './view-state.ts';
import type { KeptView } from './views.ts';
import type { Workspace } from './workspace.ts';

type State = ReturnType<typeof stateOf>;

/** What somebody did in a view, and the id that Slack gave it. */
export interface ViewInteraction {
  readonly user: string;
  readonly triggerId: string;
  readonly view: KeptView;
  readonly state: State;
}

/** A button pressed or an option chosen in a view: no channel, no message and no response_url are in it. */
export function viewClickPayload(
  workspace: Workspace,
  interaction: ViewInteraction,
  actionId: string,
  option?: string,
): object {
  const { view, state } = interaction;
  return {
    type: 'block_actions',
    ...who(workspace, interaction),
    container: { type: 'view', view_id: view.id },
    view: wireView(workspace, view, state),
    actions: [{ ...pressedElement(view.blocks, actionId, option), action_ts: String(workspace.clock.now() / 1000) }],
  };
}

/** A form sent off. */
export function submissionPayload(workspace: Workspace, interaction: ViewInteraction): object {
  const view = wireView(workspace, interaction.view, interaction.state);
  return { type: 'view_submission', ...who(workspace, interaction), view, response_urls: [] };
}

/** The event that somebody opened the App Home. Source: docs.slack.dev/reference/events/app_home_opened. */
export function homeOpenedPayload(workspace: Workspace, user: string, eventId: string, home: KeptView | undefined) {
  const { team, bot, clock } = workspace;
  return {
    token: 'verification-token',
    team_id: team.id,
    api_app_id: bot.appId,
    event: {
      type: 'app_home_opened',
      user,
      channel: directChannel(workspace, user).id,
      tab: 'home',
      ...(home ? { view: wireView(workspace, home, {}) } : {}),
      event_ts: (clock.now() / 1_000).toFixed(6),
    },
    type: 'event_callback',
    event_id: eventId,
    event_time: Math.floor(clock.now() / 1_000),
    authorizations: [
      { enterprise_id: null, team_id: team.id, user_id: bot.userId, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
  };
}

export const newEventId = () => `Ev${randomUUID().replaceAll('-', '').slice(0, 9).toUpperCase()}`;

function who({ team, bot, users }: Workspace, { user, triggerId }: ViewInteraction): object {
  const name = users.get(user)?.name ?? user;
  return {
    team: { id: team.id, domain: team.domain },
    user: { id: user, username: name, name, team_id: team.id },
    api_app_id: bot.appId,
    token: 'verification-token',
    trigger_id: triggerId,
    enterprise: null,
    is_enterprise_install: false,
  };
}

function wireView({ team, bot }: Workspace, { openedIn: _openedIn, ...view }: KeptView, values: State): object {
  return {
    team_id: team.id,
    private_metadata: '',
    callback_id: '',
    title: null,
    close: null,
    submit: null,
    clear_on_close: false,
    notify_on_close: false,
    ...view,
    state: { values },
    root_view_id: view.id,
    previous_view_id: null,
    app_id: bot.appId,
    external_id: '',
    app_installed_team_id: team.id,
    bot_id: bot.botId,
  };
}
