import type { HeldInWorlds } from '../finding.ts';

/**
 * Counted, not guessed: `npm run --silent bench -- worlds --runs 2000 --record` writes this file anew.
 * Worlds of the seeds 94001 to 95000.
 */
export const heldInWorlds = {
  'analyzer-ended': {
    certain: {
      worlds: 9,
      right: 9,
    },
  },
  'answers-interrupted': {
    certain: {
      worlds: 6,
      right: 6,
    },
  },
  'backend-down': {
    likely: {
      worlds: 3,
      right: 3,
    },
    certain: {
      worlds: 10,
      right: 10,
    },
  },
  'backend-overloaded': {
    likely: {
      worlds: 22,
      right: 22,
    },
  },
  'backend-restarted': {
    certain: {
      worlds: 27,
      right: 27,
    },
    likely: {
      worlds: 9,
      right: 8,
    },
  },
  'backend-unreachable': {
    likely: {
      worlds: 8,
      right: 8,
    },
  },
  'cleaned-up-early': {
    certain: {
      worlds: 14,
      right: 14,
    },
    likely: {
      worlds: 3,
      right: 3,
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
      worlds: 46,
      right: 46,
    },
  },
  'configure-unanswered': {
    likely: {
      worlds: 9,
      right: 9,
    },
  },
  'consumer-falling-behind': {
    likely: {
      worlds: 3,
      right: 3,
    },
  },
  'consumer-lost': {
    certain: {
      worlds: 5,
      right: 5,
    },
  },
  'consumer-never-created': {
    likely: {
      worlds: 10,
      right: 10,
    },
  },
  'consumer-slow': {
    likely: {
      worlds: 9,
      right: 9,
    },
  },
  'container-not-started': {
    certain: {
      worlds: 18,
      right: 18,
    },
  },
  'fiber-not-connected': {
    certain: {
      worlds: 9,
      right: 9,
    },
  },
  'gateway-in-the-way': {
    likely: {
      worlds: 4,
      right: 4,
    },
  },
  'image-not-pulled': {
    certain: {
      worlds: 16,
      right: 16,
    },
  },
  'init-container-hangs': {
    certain: {
      worlds: 3,
      right: 3,
    },
  },
  'job-deadline-exceeded': {
    certain: {
      worlds: 5,
      right: 5,
    },
  },
  'kubernetes-denied': {
    certain: {
      worlds: 15,
      right: 15,
    },
  },
  'kubernetes-job-not-created': {
    likely: {
      worlds: 21,
      right: 21,
    },
  },
  'kubernetes-unreachable': {
    certain: {
      worlds: 6,
      right: 5,
    },
  },
  'kubernetes-warned': {
    likely: {
      worlds: 1,
      right: 1,
    },
  },
  'metadata-not-wired': {
    likely: {
      worlds: 4,
      right: 3,
    },
    certain: {
      worlds: 1,
      right: 1,
    },
  },
  'metadata-slow': {
    likely: {
      worlds: 14,
      right: 14,
    },
  },
  'metadata-unusable': {
    certain: {
      worlds: 23,
      right: 23,
    },
  },
  'mongodb-down': {
    certain: {
      worlds: 7,
      right: 7,
    },
  },
  'no-data-source': {
    likely: {
      worlds: 3,
      right: 3,
    },
  },
  'no-recording': {
    certain: {
      worlds: 15,
      right: 15,
    },
  },
  'own-path-broken': {
    likely: {
      worlds: 13,
      right: 13,
    },
  },
  'pod-config-missing': {
    certain: {
      worlds: 31,
      right: 31,
    },
  },
  'pod-crashed': {
    certain: {
      worlds: 12,
      right: 12,
    },
  },
  'pod-evicted': {
    certain: {
      worlds: 7,
      right: 7,
    },
  },
  'pod-not-admitted': {
    certain: {
      worlds: 16,
      right: 16,
    },
  },
  'pod-not-created': {
    certain: {
      worlds: 15,
      right: 15,
    },
  },
  'pod-not-ready': {
    likely: {
      worlds: 10,
      right: 10,
    },
    certain: {
      worlds: 3,
      right: 3,
    },
  },
  'pod-not-scheduled': {
    certain: {
      worlds: 9,
      right: 9,
    },
  },
  'pod-out-of-memory': {
    certain: {
      worlds: 9,
      right: 9,
    },
  },
  'pod-sandbox-not-created': {
    certain: {
      worlds: 9,
      right: 9,
    },
  },
  'pod-slow': {
    likely: {
      worlds: 44,
      right: 44,
    },
  },
  'queue-missing': {
    likely: {
      worlds: 18,
      right: 18,
    },
  },
  'queue-slow': {
    likely: {
      worlds: 7,
      right: 7,
    },
  },
  'queue-without-consumer': {
    certain: {
      worlds: 11,
      right: 11,
    },
  },
  'rabbitmq-alarm': {
    certain: {
      worlds: 2,
      right: 2,
    },
    likely: {
      worlds: 2,
      right: 2,
    },
  },
  'rabbitmq-down': {
    certain: {
      worlds: 10,
      right: 10,
    },
    likely: {
      worlds: 1,
      right: 1,
    },
  },
  'rabbitmq-management-absent': {
    certain: {
      worlds: 2,
      right: 2,
    },
  },
  'rabbitmq-refused': {
    certain: {
      worlds: 17,
      right: 17,
    },
  },
  'route-missing': {
    certain: {
      worlds: 26,
      right: 26,
    },
  },
  'service-not-created': {
    certain: {
      worlds: 12,
      right: 12,
    },
    likely: {
      worlds: 1,
      right: 1,
    },
  },
} as const satisfies HeldInWorlds;
