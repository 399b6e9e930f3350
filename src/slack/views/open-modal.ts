import type { ModalView } from '@slack/types';
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { ExplainedError } from '#lib/errors.ts';
import { describeFailure } from '../message/failure.ts';

/** Shows a form to whoever's deed Slack gave this trigger id, which is good for 3 s and for one form. */
export type OpenModal = (view: ModalView) => Promise<void>;

/** Refusals of the form itself: no other try would do better. */
const OURS = new Set(['invalid_arguments', 'invalid_blocks', 'view_too_large', 'duplicate_external_id']);

export function createOpenModal(client: WebClient, triggerId: string): OpenModal {
  return async (view) => {
    try {
      await client.views.open({ trigger_id: triggerId, view });
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
