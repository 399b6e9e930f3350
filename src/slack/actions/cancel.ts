import { type Cancel, cancelAnswer } from '../commands/cancel.ts';
import type { Action } from '../commands/command.ts';

const ID = /^[a-z0-9-]{4,40}$/;

/** Ends an investigation before its time, for whoever clicks and may. */
export function cancelAction({ cancel }: { readonly cancel: Cancel }): Action {
  return {
    id: 'cancel',
    async run({ value, user, respond }) {
      await respond(cancelAnswer(ID.test(value) ? await cancel(value, user) : { kind: 'over' }));
    },
  };
}

/** Ends the following of a job's logs before its time, for whoever clicks and may. */
export function stopFollowAction({ cancel }: { readonly cancel: Cancel }): Action {
  return { ...cancelAction({ cancel }), id: 'stop-follow' };
}
