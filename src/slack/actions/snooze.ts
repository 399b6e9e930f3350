import type { CheckOf } from '../blocks/incident-words.ts';
import type { Action } from '../commands/command.ts';
import { snoozeView, zoneOf } from '../views/snooze.ts';
import { type IncidentFormTools, OVER, openIncident } from './acknowledge.ts';

export interface SnoozeTools extends IncidentFormTools {
  readonly checkOf: CheckOf;
}

/** Asks for how long an incident shall be quiet. */
export function snoozeAction({ incidentOf, mayRecord, checkOf }: SnoozeTools): Action {
  return {
    id: 'snooze',
    async run({ value, respond, openModal }) {
      const incident = await openIncident(value, incidentOf);
      if (incident === undefined) return respond({ text: `Nothing was snoozed: ${OVER}` });
      await mayRecord('snooze', incident);
      await openModal(snoozeView(incident.id, zoneOf(incident, checkOf)));
    },
  };
}
