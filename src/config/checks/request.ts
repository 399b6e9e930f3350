import { type JobRequest, usualRequest } from '#investigation/subject.ts';
import type { Place } from './place.ts';
import type { CheckSettings } from './settings.ts';

/** What a timing check asks for: as written, else the environment's defaults, else the usual. */
export function requestOf(timing: Partial<NonNullable<CheckSettings['timing']>>, place: Place | undefined): JobRequest {
  const { timeout: _timeout, ...written } = timing;
  return { ...usualRequest, ...place?.defaults, ...written };
}
