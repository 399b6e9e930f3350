import type { Action } from '../commands/command.ts';
import type { LookUpTools } from '../commands/look-up.ts';
import { lookUpAnswer } from '../commands/stored.ts';
import { type OpenTimingFormTools, timingForm } from '../views/timing-form.ts';

const GONE = {
  text: 'Nothing was done: this environment is not in focus.yml any more. `/focus help timing` names those that are.',
};

/** Opens the form of `/focus timing` for an environment. */
export function timingFormAction(tools: OpenTimingFormTools): Action {
  return {
    id: 'timing-form',
    async run({ value, respond, openModal }) {
      if (!tools.environments.includes(value)) return respond(GONE);
      await tools.mayStart(value);
      await openModal(timingForm(tools, { environment: value }));
    },
  };
}

/** Looks something up for whoever clicks, answered where they clicked: from the App Home in a direct message. */
export function lookUpAction(
  kind: 'status' | 'jobs',
  { lookUp, environments }: Pick<LookUpTools, 'environments' | 'lookUp'>,
): Action {
  return {
    id: kind,
    async run({ value, user, channel, triggerId, respond }) {
      if (!environments.includes(value)) return respond(GONE);
      const enqueued = await lookUp({
        lookup: { kind },
        environment: value,
        requestedBy: user,
        channel,
        triggerId,
      });
      const answer = lookUpAnswer(enqueued, value);
      if (answer !== undefined) await respond(answer);
    },
  };
}
