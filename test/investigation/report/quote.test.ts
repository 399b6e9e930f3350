import { describe, expect, it } from 'vitest';
import type { Finding } from '#investigation/finding.ts';
import { quoteOf, withoutStamp } from '#investigation/report/quote.ts';
import { podCrashed } from '#investigation/rules/pod-crashed.ts';
import { event, evidence, log, noConsumerRun, type Seen } from '../../support/evidence.ts';

function quoted(because: readonly Seen[], summary = 'It crashed'): string | undefined {
  const times = new Set(because.map(([at]) => at));
  const observations = evidence([...noConsumerRun, ...because]).observations.filter(({ fact }) =>
    because.some(([, own]) => own === fact),
  );
  expect(times.size).toBe(because.length);
  const found = { confidence: 'certain', headline: 'h', summary, remedy: 'r', refuter: 'w' } as const;
  const cause: Finding = { ...found, rule: podCrashed, because: observations };
  return quoteOf(cause)?.words;
}

describe('the words that say it', () => {
  it('are the last complaint of a log, before an event', () => {
    const lines = [log(2_001, 'grpc', 'error', 'ERROR one'), log(2_002, 'grpc', 'error', 'ERROR two')];
    expect(quoted([...lines, event(2_003, 'Failed', 'it failed')])).toBe('two');
  });

  it('are what the finding itself quotes, also of a line that is no complaint', () => {
    const lines = [
      log(2_001, 'grpc', 'info', 'INFO no data from the source'),
      log(2_002, 'grpc', 'error', 'ERROR two'),
    ];
    expect(quoted(lines, 'It logged "no data from the source"')).toBe('no data from the source');
  });

  it('are no line that complains of nothing', () => {
    expect(quoted([log(2_001, 'grpc', 'info', 'INFO connecting')])).toBeUndefined();
  });

  it('are those of Kubernetes where no log says it', () => {
    expect(quoted([event(2_001, 'FailedCreate', 'exceeded quota: panda-compute')])).toBe(
      'exceeded quota: panda-compute',
    );
  });

  it.each([
    ['2025-11-13T15:34:15Z ERROR disk full', 'disk full'],
    ['2025-11-13 15:34:15,123 [WARNING] disk full', 'disk full'],
    ['[2025-11-13T15:34:15.123+0000] disk full', 'disk full'],
    ['disk full since 2025-11-13', 'disk full since 2025-11-13'],
    ['Errors: none', 'Errors: none'],
  ])('have no stamp and no level: %s', (line, words) => {
    expect(withoutStamp(line)).toBe(words);
  });
});
