import { z } from 'zod';

const incidentId = z.string().regex(/^[A-Za-z0-9_-]{1,80}$/);

export function isIncidentId(id: string): boolean {
  return incidentId.safeParse(id).success;
}

/** The incident's id that a button or a modal brought back from Slack; undefined when it cannot be one. */
export function readIncidentId(value: string): string | undefined {
  return incidentId.safeParse(value).data;
}
