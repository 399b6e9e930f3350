import fc from 'fast-check';
import type { HistoryRow } from '#lookups/history/report.ts';
import { anyText } from './any-report.ts';

/** 2025-11-13T16:00Z */
export const NOW = Date.UTC(2025, 10, 13, 16);

/** A healthy investigation of ten minutes ago; say only what differs. */
export function past(over: Partial<HistoryRow> = {}): HistoryRow {
  return {
    investigation: 'inv-7f3a',
    environment: 'staging',
    verdict: 'healthy',
    startedAt: NOW - 10 * 60_000,
    tookMs: 12_000,
    requestedBy: 'U0ASKER',
    request: 'multichannel, channels 1-50, NFFT 1024, 0-500 Hz, 10 s, height 1000, live',
    phases: {},
    ...over,
  };
}

const anyLink = fc.oneof(
  fc.constantFrom('https://a.slack.com/archives/C0OPS/p1', 'javascript:alert(1)', 'https://a|b> <!channel>', ''),
  fc.nat(2_000).map((length) => `https://a.slack.com/${'x'.repeat(length)}`),
  anyText,
);

/** Any past investigation at all: longer, emptier and more hostile than a real one. */
export const anyPast: fc.Arbitrary<HistoryRow> = fc.record(
  {
    investigation: anyText,
    environment: anyText,
    verdict: fc.constantFrom('healthy' as const, 'degraded' as const, 'broken' as const, 'inconclusive' as const),
    cause: anyText,
    startedAt: fc.double(),
    tookMs: fc.nat(),
    jobId: anyText,
    requestedBy: fc.oneof(fc.constant('U0ASKER'), anyText),
    alsoAskedBy: fc.array(fc.oneof(fc.constant('U0JOINED'), anyText), { maxLength: 5 }),
    check: anyText,
    request: anyText,
    totalMs: fc.nat(),
    phases: fc.constant({}),
    link: anyLink,
    note: fc.record({ by: fc.oneof(fc.constant('U0ASKER'), anyText), at: fc.nat(), words: anyText }),
  },
  {
    requiredKeys: [
      'investigation',
      'environment',
      'verdict',
      'startedAt',
      'tookMs',
      'requestedBy',
      'request',
      'phases',
    ],
  },
);
