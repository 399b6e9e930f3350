import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** Whole labs with the real bot and worker in them, on a fast clock: too many at a time on a small machine are late. */
const WHOLE_LABS = [
  'test/scenarios.test.ts',
  'test/end-to-end.test.ts',
  'test/look-ups.test.ts',
  'test/alerts.test.ts',
];

/** Of the processes that tests start: the packages are compiled once, not once a process. */
const env = { NODE_COMPILE_CACHE: path.resolve(import.meta.dirname, 'node_modules/.vitest-cache/compiled') };

export default defineConfig({
  test: {
    reporters: ['default', './scripts/totals-reporter.mjs'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/services/**', 'test/kubernetes/**', ...WHOLE_LABS],
          testTimeout: 20_000,
          // Loading the packages anew for each file takes longer than most tests do; no test changes what others see.
          isolate: false,
          env,
          // Most tests wait for sockets.
          maxWorkers: 4,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: { name: 'lab', include: WHOLE_LABS, isolate: false, env, maxWorkers: 2, sequence: { groupOrder: 1 } },
      },
      // The same contract suites against a real Redis and RabbitMQ, and a real Kubernetes.
      {
        test: {
          name: 'services',
          include: ['test/services/**/*.test.ts'],
          testTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'kubernetes',
          include: ['test/kubernetes/**/*.test.ts'],
          testTimeout: 120_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
