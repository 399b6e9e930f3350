import type { Action } from '../commands/command.ts';
import { noteView } from '../views/note.ts';
import { type IncidentFormTools, notNoted } from './acknowledge.ts';
import { readIncidentId } from './values.ts';

/** Asks what an incident was that is over. */
export function whatWasItAction({ incidentOf, mayRecord }: IncidentFormTools): Action {
  return {
    id: 'what-was-it',
    async run({ value, respond, openModal }) {
      const id = readIncidentId(value);
      const incident = id === undefined ? undefined : await incidentOf(id);
      if (incident?.state !== 'resolved') return respond({ text: notNoted(incident !== undefined) });
      await mayRecord('note', incident);
      await openModal(noteView(incident));
    },
  };
}
