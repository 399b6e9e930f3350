import type { ControlJob, MetadataAnswer } from '#investigation/observation.ts';
import { controlAnswer, controlJob, type Seen } from './evidence.ts';

const said: Readonly<Partial<Record<MetadataAnswer['answer'], readonly [number, string]>>> = {
  'id-unknown': [404, '{"error":"Invalid job_id"}'],
  'route-absent': [404, '{"detail":"Not Found"}'],
  unexpected: [404, 'a page of HTML, "404 Not Found"'],
};

/** What Focus Server, or what stands before it, said of an id or a route that cannot exist. */
export function control(which: 'impossible-id' | 'impossible-route', answer: MetadataAnswer['answer']): Seen {
  const [status, detail] = said[answer] ?? [200, '{}'];
  return controlAnswer(610, which, { answer, status, detail });
}

/** Job 18-2, which lives beside 19-7. */
export function otherJob(over: Partial<ControlJob> = {}): Seen {
  return controlJob(700, { jobId: '18-2', ageMs: 60_000, ...over });
}

/** Nothing else lives in the environment. */
export const noOtherJob: Seen = controlJob(700, { others: 0 });
