import type { Scenario } from '../scenario.ts';

export const routeMissing: Scenario = {
  id: 'route-missing',
  story: 'This build of Focus Server has no metadata route; its jobs are fine',
  faults: [{ kind: 'no-route', route: '/metadata/{job_id}' }],
  expected: {
    verdict: 'broken',
    cause: 'route-missing',
    says: ['/metadata', ['route', 'path', 'endpoint']],
    never: ['no consumer', 'consumer never', 'Invalid job_id', 'is down', 'crash'],
  },
};
