import { type PauseCheckTools, resumeCheck } from '../commands/checks.ts';
import type { Action } from '../commands/command.ts';
import { pauseView } from '../views/pause.ts';
import type { IncidentFormTools } from './acknowledge.ts';
import { GONE, knownCheck } from './run-check.ts';

/** Asks for how long a check shall not run by itself. */
export function pauseCheckAction({ checkOf, mayRecord }: Pick<PauseCheckTools, 'checkOf'> & IncidentFormTools): Action {
  return {
    id: 'pause-check',
    async run({ value, respond, openModal }) {
      const name = knownCheck(value, checkOf);
      const check = name === undefined ? undefined : checkOf(name);
      if (check === undefined) return respond({ text: `Nothing was paused: ${GONE}` });
      await mayRecord('pause', { id: check.name, environment: check.environment });
      await openModal(pauseView(check.name));
    },
  };
}

/** Lets a paused check run by its schedule again. */
export function resumeCheckAction(tools: PauseCheckTools): Action {
  return {
    id: 'resume-check',
    async run({ value, user, respond }) {
      const check = knownCheck(value, tools.checkOf);
      await respond(
        check === undefined ? { text: `Nothing was resumed: ${GONE}` } : await resumeCheck(tools, { check, user }),
      );
    },
  };
}
