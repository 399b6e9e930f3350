import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that wait much. They begin first, so that the others are done meanwhile; Vitest itself knows them from a second run on. */
const LONG = [
  'services/upgrade',
  'scenarios',
  'look-ups',
  'end-to-end',
  'alerts',
  'capture/outages',
  'capture/capturer',
  'queue/queue',
];

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isShort = ({ moduleId }: TestSpecification) =>
      !LONG.some((name) => moduleId.endsWith(`/test/${name}.test.ts`));
    return (await super.sort(files)).toSorted((one, other) => Number(isShort(one)) - Number(isShort(other)));
  }
}

export default defineConfig({
  test: {
    reporters: ['default', './scripts/totals-reporter.mjs'],
    sequence: { sequencer: LongFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts', '{examples,plugins}/**/*.test.ts'],
          exclude: ['test/services/**', 'test/browser/**', 'test/kubernetes/**'],
          testTimeout: 20_000,
          // Loading the packages anew for each file takes longer than most tests do; no test changes what others see.
          isolate: false,
          // Of the processes that tests start: the packages are compiled once, not once a process.
          env: { NODE_COMPILE_CACHE: path.resolve(import.meta.dirname, 'node_modules/.vitest-cache/compiled') },
          // Most tests wait for sockets.
          maxWorkers: 4,
          maxConcurrency: 3,
          sequence: { groupOrder: 0 },
        },
      },
      // The same contract suites against a real Redis and RabbitMQ, and a real Kubernetes.
      {
        test: {
          name: 'services',
          include: ['test/services/**/*.test.ts'],
          testTimeout: 60_000,
          // They wait for servers; each has keys, queues or a database of its own.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      // The lab in a real browser, which wants the machine for itself.
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
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
