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

export function wireView({ team, bot }: Workspace, { openedIn: _openedIn, ...view }: KeptView, values: State): object {
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
