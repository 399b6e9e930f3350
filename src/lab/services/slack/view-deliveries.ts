import type { Delivery, Sent } from './deliveries.ts';
import type { Triggers } from './triggers.ts';
import { homeOpenedPayload, newEventId, submissionPayload, viewClickPayload } from './view-payloads.ts';
import { checkComplete, type Filled, stateOf } from './view-state.ts';
import type { KeptView, Views } from './views.ts';
import type { Workspace } from './workspace.ts';

/** What people do in the App Home and in forms. */
export interface ViewDeliveries {
  /** Looks at the app's home tab. */
  openHome(user: string): Promise<Delivery>;
  /** Presses a button of a person's App Home, or chooses an option of its select. */
  clickHome(user: string, actionId: string, option?: string): Promise<Delivery>;
  /** The same in the newest form that is open before this person. */
  clickModal(user: string, actionId: string, option?: string): Promise<Delivery>;
  /**
   * Fills in the newest form that is open before this person, and sends it off. What is not named stays as the form
   * came. The form closes unless the acknowledgement says what is wrong; rejects when nobody could send it off so.
   */
  submit(user: string, values?: Filled): Promise<Delivery>;
}

interface Parts {
  readonly workspace: Workspace;
  readonly triggers: Triggers;
  readonly views: Views;
  deliver(sent: Sent): Promise<Delivery>;
}

export function createViewDeliveries({ workspace, triggers, views, deliver }: Parts): ViewDeliveries {
  async function click(user: string, view: KeptView, actionId: string, option?: string): Promise<Delivery> {
    const deed = { user, view, triggerId: triggers.issue({ user }), state: stateOf(view) };
    const payload = viewClickPayload(workspace, deed, actionId, option);
    return deliver({ type: 'interactive', payload, triggerId: deed.triggerId, responses: [] });
  }

  function homeOf(user: string): KeptView {
    const home = views.home(user);
    if (!home) throw new Error(`no App Home was published for ${user}`);
    return home;
  }

  function modalOf(user: string): KeptView {
    const [newest] = views.modals(user);
    if (!newest) throw new Error(`no form is open before ${user}`);
    return newest;
  }

  return {
    async openHome(user) {
      const eventId = newEventId();
      const payload = homeOpenedPayload(workspace, user, eventId, views.home(user));
      return deliver({ type: 'events_api', payload, triggerId: eventId, responses: [] });
    },
    clickHome: async (user, actionId, option) => click(user, homeOf(user), actionId, option),
    clickModal: async (user, actionId, option) => click(user, modalOf(user), actionId, option),
    async submit(user, values) {
      const view = modalOf(user);
      const state = stateOf(view, values);
      checkComplete(view, state);
      const deed = { user, view, state, triggerId: triggers.issue({ user }) };
      const payload = submissionPayload(workspace, deed);
      const delivery = await deliver({ type: 'interactive', payload, triggerId: deed.triggerId, responses: [] });
      if (isClosed(view, delivery)) views.close(view.id);
      return delivery;
    },
  };
}

/** Whether an acknowledgement ends a form. Slack shows mistakes only under inputs that are there. */
function isClosed({ blocks }: KeptView, { acknowledgement, acknowledgedMs }: Delivery): boolean {
  if (acknowledgement === undefined) return acknowledgedMs < Number.POSITIVE_INFINITY;
  const { response_action: action, errors = {} } = acknowledgement as { response_action?: string; errors?: object };
  if (action !== 'errors') throw new Error(`the lab Slack does not know the response_action ${action}`);
  const inputs = blocks.filter(({ type }) => type === 'input').map(({ block_id }) => block_id);
  const stray = Object.keys(errors).find((id) => !inputs.includes(id));
  if (stray !== undefined || Object.keys(errors).length === 0)
    throw new Error(`mistakes are to name inputs, one of ${inputs.join(', ')}: ${JSON.stringify(errors)}`);
  return false;
}
