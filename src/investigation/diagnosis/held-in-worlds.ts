import type { HeldInWorlds } from '../finding.ts';

/**
 * Counted, not guessed: `npm run --silent bench -- worlds --runs 2000 --record` writes this file anew.
 * Worlds of the seeds 70000 to 70799.
 */
export const heldInWorlds = {
  'analyzer-ended': {
    certain: {
      worlds: 4,
      right: 4,
    },
  },
  'answers-interrupted': {
    certain: {
      worlds: 9,
      right: 9,
    },
  },
  'backend-down': {
    certain: {
      worlds: 14,
      right: 14,
    },
    likely: {
      worlds: 4,
      right: 4,
    },
  },
  'backend-overloaded': {
    likely: {
      worlds: 16,
      right: 16,
    },
  },
  'backend-restarted': {
    certain: {
      worlds: 25,
      right: 25,
    },
  },
  'backend-unreachable': {
    likely: {
      worlds: 5,
      right: 3,
    },
  },
  'cleaned-up-early': {
    certain: {
      worlds: 7,
      right: 7,
    },
    likely: {
      worlds: 1,
      right: 1,
    },
  },
  'configure-refused': {
    likely: {
      worlds: 9,
      right: 9,
    },
  },
  'configure-slow': {
    certain: {
      worlds: 26,
      right: 26,
    },
  },
  'configure-unanswered': {
    likely: {
      worlds: 7,
      right: 7,
    },
  },
  'consumer-falling-behind': {
    likely: {
      worlds: 4,
      right: 4,
    },
  },
  'consumer-lost': {
    certain: {
      worlds: 2,
      right: 2,
    },
  },
  'consumer-never-created': {
    likely: {
      worlds: 8,
      right: 8,
    },
  },
  'consumer-slow': {
    likely: {
      worlds: 7,
      right: 7,
    },
  },
  'container-not-started': {
    certain: {
      worlds: 15,
      right: 15,
    },
  },
  'fiber-not-connected': {
    certain: {
      worlds: 5,
      right: 5,
    },
  },
  'gateway-in-the-way': {
    likely: {
      worlds: 8,
      right: 8,
    },
  },
  'image-not-pulled': {
    certain: {
      worlds: 13,
      right: 13,
    },
  },
  'init-container-hangs': {
    certain: {
      worlds: 2,
      right: 2,
    },
  },
  'job-deadline-exceeded': {
    certain: {
      worlds: 3,
      right: 3,
    },
  },
  'kubernetes-denied': {
    certain: {
      worlds: 5,
      right: 5,
    },
  },
  'kubernetes-job-not-created': {
    certain: {
      worlds: 1,
      right: 1,
    },
    likely: {
      worlds: 13,
      right: 13,
    },
  },
  'kubernetes-unreachable': {
    certain: {
      worlds: 7,
      right: 7,
    },
  },
  'metadata-not-wired': {
    likely: {
      worlds: 6,
      right: 6,
    },
    certain: {
      worlds: 2,
      right: 2,
    },
  },
  'metadata-slow': {
    likely: {
      worlds: 8,
      right: 8,
    },
  },
  'metadata-unusable': {
    certain: {
      worlds: 13,
      right: 13,
    },
    likely: {
      worlds: 1,
      right: 1,
    },
  },
  'mongodb-down': {
    likely: {
      worlds: 2,
      right: 2,
    },
    certain: {
      worlds: 6,
      right: 6,
    },
  },
  'no-data-source': {
    likely: {
      worlds: 8,
      right: 8,
    },
  },
  'no-recording': {
    certain: {
      worlds: 7,
      right: 7,
    },
  },
  'own-path-broken': {
    likely: {
      worlds: 10,
      right: 10,
    },
  },
  'pod-config-missing': {
    certain: {
      worlds: 25,
      right: 25,
    },
  },
  'pod-crashed': {
    certain: {
      worlds: 15,
      right: 15,
    },
  },
  'pod-evicted': {
    certain: {
      worlds: 4,
      right: 4,
    },
  },
  'pod-not-admitted': {
    certain: {
      worlds: 9,
      right: 9,
    },
  },
  'pod-not-created': {
    certain: {
      worlds: 24,
      right: 24,
    },
  },
  'pod-not-ready': {
    certain: {
      worlds: 6,
      right: 6,
    },
    likely: {
      worlds: 10,
      right: 10,
    },
  },
  'pod-not-scheduled': {
    certain: {
      worlds: 5,
      right: 5,
    },
  },
  'pod-out-of-memory': {
    certain: {
      worlds: 5,
      right: 5,
    },
  },
  'pod-sandbox-not-created': {
    certain: {
      worlds: 7,
      right: 7,
    },
  },
  'pod-slow': {
    likely: {
      worlds: 38,
      right: 38,
    },
  },
  'queue-missing': {
    likely: {
      worlds: 14,
      right: 14,
    },
  },
  'queue-without-consumer': {
    certain: {
      worlds: 6,
      right: 6,
    },
  },
  'rabbitmq-alarm': {
    likely: {
      worlds: 2,
      right: 2,
    },
    certain: {
      worlds: 1,
      right: 1,
    },
  },
  'rabbitmq-down': {
    certain: {
      worlds: 7,
      right: 7,
    },
    likely: {
      worlds: 1,
      right: 1,
    },
  },
  'rabbitmq-management-absent': {
    certain: {
      worlds: 1,
      right: 1,
    },
  },
  'rabbitmq-refused': {
    certain: {
      worlds: 5,
      right: 5,
    },
  },
  'route-missing': {
    certain: {
      worlds: 22,
      right: 22,
    },
  },
  'service-not-created': {
    certain: {
      worlds: 10,
      right: 10,
    },
    likely: {
      worlds: 1,
      right: 1,
    },
  },
} as const satisfies HeldInWorlds;
