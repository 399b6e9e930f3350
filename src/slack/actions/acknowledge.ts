import type { BookEvent, Incident } from '#checks/book.ts';
import type { Clock } from '#lib/clock.ts';
import { mention } from '../blocks/escape.ts';
import type { Action } from '../commands/command.ts';
import { readIncidentId } from './values.ts';

/** What people do to checks and incidents. */
export type PersonEvent = Extract<BookEvent, { readonly kind: 'acknowledge' | 'snooze' | 'note' | 'pause' | 'resume' }>;
/** Resolves when it is stored and will be taken into the book. */
export type RecordEvent = (event: PersonEvent) => Promise<void>;

export interface IncidentTools {
  /** The incident as the book has it, while it is kept there. */
  incidentOf(id: string): Promise<Incident | undefined>;
  readonly record: RecordEvent;
  readonly clock: Clock;
}

/** What asks for more before anything is recorded. */
export interface IncidentFormTools extends Pick<IncidentTools, 'incidentOf'> {
  /** Rejects where who asks may not do it to the incident, or to the check of that name. */
  mayRecord(kind: PersonEvent['kind'], of: Pick<Incident, 'id' | 'environment'>): Promise<void>;
}

/** Takes an incident on, for whoever clicks. Its message says so; here only trouble is answered. */
export function acknowledgeAction({ incidentOf, record, clock }: IncidentTools): Action {
  return {
    id: 'acknowledge',
    async run({ value, user, respond }) {
      const incident = await openIncident(value, incidentOf);
      if (incident === undefined) return respond({ text: `Nothing was acknowledged: ${OVER}` });
      const { id, acknowledged } = incident;
      if (acknowledged) return respond({ text: `${mention(acknowledged.by)} has acknowledged it already.` });
      await record({ kind: 'acknowledge', at: clock.now(), incident: id, by: user });
    },
  };
}

/** Ends the sentence that begins with what was not done. */
export const OVER = 'this incident is over. `/focus checks` shows what is the matter now.';

/** The incident of a button or a modal; undefined when it cannot be read, is over, or is no longer kept. */
export async function openIncident(
  value: string,
  incidentOf: IncidentTools['incidentOf'],
): Promise<Incident | undefined> {
  const id = readIncidentId(value);
  const incident = id === undefined ? undefined : await incidentOf(id);
  return incident?.state === 'resolved' ? undefined : incident;
}

/** Why no note can be taken. */
export function notNoted(isOpen: boolean): string {
  if (isOpen) return 'Nothing was noted: this incident is not over.';
  return 'Nothing was noted: an incident takes notes for three days after its end.';
}
