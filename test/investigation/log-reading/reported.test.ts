import { expect, it } from 'vitest';
import { explain } from '#investigation/investigate.ts';
import { reportText } from '#investigation/report/as-text.ts';
import { evidence, log, noConsumerRun, type Seen, ZERO } from '../../support/evidence.ts';

it('a report tells equal log lines once, when they were written, until when and how regularly', () => {
  const lines = Array.from({ length: 8 }, (_, i): Seen => {
    const [at, fact] = log(28_000, 'grpc', 'error', `no queue, attempt ${i}`);
    return [at, { ...fact, stamp: ZERO + 2_300 + i * 3_200 } as typeof fact];
  });
  const report = explain(evidence([...noConsumerRun, ...lines]));
  expect(report.logLines).toEqual([
    {
      source: 'grpc',
      pod: 'grpc-job-19-7-8rlgb',
      at: '+1.8 s',
      level: 'error',
      text: 'no queue, attempt 0',
      count: 8,
      lastAt: '+24.2 s',
      every: '3.2 s',
    },
  ]);
  expect(reportText(report)).toContain('no queue, attempt 0 ×8, last +24.2 s, every ~3.2 s\n');
});

it('a report shows a line that came once as it is', () => {
  const report = explain(evidence([...noConsumerRun, log(4_000, 'backend', 'error', 'consumer of 19-7 failed')]));
  expect(report.logLines.map((line) => Object.keys(line))).toEqual([['source', 'pod', 'at', 'level', 'text']]);
  expect(reportText(report)).toContain('+4.0 s panda-focus-server-1: consumer of 19-7 failed\n');
});
