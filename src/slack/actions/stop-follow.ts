import type { Action } from '../commands/command.ts';

/**
 * Tells whoever follows a job's logs for this look-up to stop, and who asked for it. False when nobody follows for it
 * any more.
 */
export type StopFollow = (lookup: string, user: string) => Promise<boolean>;

const LOOKUP = /^[a-z0-9-]{4,40}$/;

/** Ends the following of a job's logs before its time, for whoever clicks. */
export function stopFollowAction({ stopFollow }: { readonly stopFollow: StopFollow }): Action {
  return {
    id: 'stop-follow',
    async run({ value, user, respond }) {
      const isStopping = LOOKUP.test(value) && (await stopFollow(value, user));
      await respond({ text: isStopping ? STOPPING : OVER });
    },
  };
}

const STOPPING = 'It stops now. The message will say that you stopped it, and the whole follows in its thread.';
const OVER = 'Nothing is followed for this message any more, so there is nothing to stop.';
