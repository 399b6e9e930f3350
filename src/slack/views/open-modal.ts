import type { ModalView } from '@slack/types';
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { ExplainedError } from '#lib/errors.ts';
import { describeFailure } from '../message/failure.ts';

/** Shows a form to whoever's deed Slack gave this trigger id, which is good for 3 s and for one form. */
export type OpenModal = (view: ModalView) => Promise<void>;

/** Refusals of the form itself: no other try would do better. */
const OURS = new Set(['invalid_arguments', 'invalid_blocks', 'view_too_large', 'duplicate_external_id']);

/** Where the form was opened travels in its `callback_id`: Slack does not say it when the form is sent off. */
const OPENED_IN = '@';

export function openedFrom(callbackId: string): { readonly modal: string; readonly channel?: string } {
  const [modal = '', channel] = callbackId.split(OPENED_IN);
  return { modal, ...(channel !== undefined && { channel }) };
}

export interface Opener {
  readonly triggerId: string;
  /** Slack channel id of where it was asked for. */
  readonly channel: string;
}

export function createOpenModal(client: WebClient, { triggerId, channel }: Opener): OpenModal {
  return async (view) => {
    try {
      const opened = { ...view, callback_id: `${view.callback_id ?? ''}${OPENED_IN}${channel}` };
      await client.views.open({ trigger_id: triggerId, view: opened });
    } catch (error) {
      if (error instanceof WebAPIPlatformError && OURS.has(error.data.error)) throw error;
      throw new ExplainedError(
        `Slack did not open the form: ${describeFailure(error)}`,
        'Try again: Slack gives the bot three seconds for it',
        { cause: error },
      );
    }
  };
}
