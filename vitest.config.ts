import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    reporters: ['default', './scripts/totals-reporter.mjs'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/services/**', 'test/kubernetes/**'],
          testTimeout: 20_000,
        },
      },
      // The same contract suites against a real Redis and RabbitMQ, and a real Kubernetes.
      { test: { name: 'services', include: ['test/services/**/*.test.ts'], testTimeout: 60_000 } },
      { test: { name: 'kubernetes', include: ['test/kubernetes/**/*.test.ts'], testTimeout: 120_000 } },
    ],
  },
});
