import { backendOverloaded } from '#lab/scenarios/backend-overloaded.ts';
import { ownPathBroken } from '#lab/scenarios/own-path-broken.ts';
import { BROKEN, EITHER, never, OPEN, SLOW, streaming } from './shorthand.ts';
import {
  eventsDropped,
  jobsDenied,
  kubernetesAway,
  logsGone,
  noKubernetes,
  noRabbitmq,
  onlyFocusServer,
  podsDenied,
  type Story,
} from './story.ts';

/** Causes at the entrance: Focus Server itself, the way to it, and what it says of ids. */
export const focusServerStories: readonly Story[] = [
  {
    cause: 'backend-down',
    faults: [{ kind: 'backend-down', how: 'gateway' }],
    verdicts: BROKEN,
    jobless: true,
    blindings: [logsGone, podsDenied],
  },
  {
    cause: 'backend-unreachable',
    faults: [{ kind: 'backend-down', how: 'refused', pod: 'ready' }],
    verdicts: OPEN,
    jobless: true,
    // Without a look at its pod it is as good as down.
    blindings: [{ ...noKubernetes, says: 'backend-down', verdicts: BROKEN }],
  },
  {
    cause: 'fiber-not-connected',
    faults: [{ kind: 'no-fiber' }],
    verdicts: BROKEN,
    jobless: true,
    blindings: [logsGone, noKubernetes],
  },
  {
    cause: 'no-recording',
    faults: [{ kind: 'no-recording' }],
    request: 'historic',
    verdicts: EITHER,
    jobless: true,
    blindings: [onlyFocusServer],
  },
  {
    cause: 'configure-refused',
    faults: [{ kind: 'configure', answer: { status: 500, body: { error: 'Error parsing configuration' } } }],
    verdicts: BROKEN,
    jobless: true,
    blindings: [logsGone, onlyFocusServer],
  },
  {
    cause: 'configure-unanswered',
    faults: [{ kind: 'configure', answer: 'lost' }],
    verdicts: OPEN,
    jobless: true,
    blindings: [logsGone, onlyFocusServer],
  },
  {
    cause: 'route-missing',
    faults: [{ kind: 'no-route', route: '/metadata/{job_id}' }],
    verdicts: BROKEN,
    // Nothing lists the routes then.
    blindings: [{ id: 'openapi-absent', faults: [{ kind: 'no-route', route: '/openapi.json' }] }],
  },
  {
    cause: 'gateway-in-the-way',
    faults: [{ kind: 'gateway', status: 200, title: 'Sign in' }],
    verdicts: EITHER,
    blindings: [onlyFocusServer],
  },
  {
    cause: 'own-path-broken',
    faults: ownPathBroken.faults,
    verdicts: OPEN,
    mayBeOpen: true,
    blindings: [onlyFocusServer],
  },
  {
    cause: 'configure-slow',
    faults: [{ kind: 'configure', takesMs: 6_000 }],
    verdicts: SLOW,
    blindings: [logsGone, onlyFocusServer],
  },
  {
    cause: 'backend-overloaded',
    faults: backendOverloaded.faults,
    verdicts: SLOW,
    // Without the other jobs in sight it is slow, and nobody knows why.
    blindings: [
      { ...kubernetesAway, says: 'configure-slow' },
      { ...jobsDenied, says: 'configure-slow', faults: [...jobsDenied.faults, ...podsDenied.faults] },
    ],
  },
  {
    cause: 'backend-restarted',
    faults: [{ kind: 'backend-restarts', atMs: 1_900 }, streaming],
    verdicts: BROKEN,
    blindings: [podsDenied, kubernetesAway],
  },
  {
    cause: 'mongodb-down',
    faults: [{ kind: 'mongodb-down' }],
    request: 'historic',
    verdicts: BROKEN,
    jobless: true,
    blindings: [logsGone, noKubernetes],
  },
  {
    cause: 'job-gone',
    faults: [{ kind: 'cleaned-up', atMs: 6_000 }],
    subject: 'gone',
    verdicts: BROKEN,
    blindings: [podsDenied, kubernetesAway],
  },
  {
    cause: 'stale-job-id',
    faults: [streaming],
    subject: 'stale',
    verdicts: BROKEN,
    blindings: [kubernetesAway, jobsDenied],
  },
  {
    cause: 'cleaned-up-early',
    faults: [never('consumer'), { kind: 'cleaned-up', atMs: 13_000 }],
    verdicts: BROKEN,
    blindings: [eventsDropped, kubernetesAway],
  },
  {
    cause: 'metadata-unusable',
    faults: [{ kind: 'odd-answers', to: 'metadata', how: 'bad-gateway' }],
    verdicts: EITHER,
    blindings: [noKubernetes, noRabbitmq],
  },
  {
    cause: 'answers-interrupted',
    faults: [
      {
        kind: 'for-a-while',
        fault: { kind: 'odd-answers', to: 'every-get', how: 'bad-gateway' },
        fromMs: 700,
        untilMs: 9_000,
      },
    ],
    verdicts: SLOW,
    blindings: [noKubernetes, noRabbitmq],
  },
];
