import type { CheckOf } from '../blocks/incident-words.ts';
import type { Action } from '../commands/command.ts';
import { snoozeView, zoneOf } from '../views/snooze.ts';
import { type IncidentTools, OVER, openIncident } from './acknowledge.ts';

export interface SnoozeTools extends Pick<IncidentTools, 'incidentOf'> {
  readonly checkOf: CheckOf;
}

/** Asks for how long an incident shall be quiet. */
export function snoozeAction({ incidentOf, checkOf }: SnoozeTools): Action {
  return {
    id: 'snooze',
    async run({ value, respond, openModal }) {
      const incident = await openIncident(value, incidentOf);
      if (incident === undefined) return respond({ text: `Nothing was snoozed: ${OVER}` });
      await openModal(snoozeView(incident.id, zoneOf(incident, checkOf)));
    },
  };
}
