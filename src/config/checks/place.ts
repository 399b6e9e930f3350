import type { StatusPart } from '#checks/check.ts';
import type { JobRequest } from '#investigation/subject.ts';
import { requestDefaults } from '../environment.ts';

/** As much of an environment as checks have to do with; also of one with mistakes in it, which are told elsewhere. */
export interface Place {
  readonly defaults: Partial<JobRequest>;
  /** Whether each job that somebody starts in it is looked into. */
  readonly watches: boolean;
  /** Whether a part of the stack is configured, such as `mongodb`. */
  has(part: string): boolean;
}

/** What a part of status cannot be looked at without. */
export const needs: Readonly<Partial<Record<StatusPart, string>>> = {
  pods: 'kubernetes',
  broker: 'rabbitmq',
  'leaked-queues': 'rabbitmq',
  database: 'mongodb',
};

/** The environments of focus.yml by name, whatever else is wrong in the file. */
export function placesIn(filled: unknown): ReadonlyMap<string, Place> {
  const places = Object.entries(recordIn(filled, 'environments')).map(([name, written]) => {
    const defaults = requestDefaults.safeParse(recordIn(written, 'focusServer').defaults ?? {});
    const place: Place = {
      defaults: defaults.success ? defaults.data : {},
      watches: asRecord(written).watch === true,
      has: (part) => part in asRecord(written),
    };
    return [name, place] as const;
  });
  return new Map(places);
}

export function recordIn(value: unknown, key: string): Readonly<Record<string, unknown>> {
  return asRecord(asRecord(value)[key]);
}

export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
