import fc from 'fast-check';
import type { ReportedLogLine } from '#investigation/report/report.ts';
import type { FollowState } from '#lookups/logs/follow-state.ts';
import type { LogsReport } from '#lookups/logs/report.ts';
import { anyText } from './any-report.ts';

const many = <T>(item: fc.Arbitrary<T>) =>
  fc.oneof(fc.array(item, { maxLength: 4 }), fc.array(item, { minLength: 30, maxLength: 60 }));
/** Who asks is the bot's own knowledge; it may be mentioned, and nobody else. */
const anyUser = fc.oneof(fc.constant('U0ASKER'), anyText);
const anyMoment = fc.oneof(fc.double(), fc.constant(1_763_048_055_000));
const counts = fc.record({ lines: fc.nat(), errors: fc.nat(), warnings: fc.nat() });

const anyLine: fc.Arbitrary<ReportedLogLine> = fc.record(
  {
    source: fc.constantFrom('backend' as const, 'grpc' as const, 'cleanup' as const),
    pod: anyText,
    at: anyText,
    level: anyText,
    text: anyText,
    count: fc.nat(),
    lastAt: anyText,
    every: anyText,
    isNew: fc.constant(true as const),
  },
  { requiredKeys: ['source', 'pod', 'at', 'level', 'text'] },
);

const anyRole = fc
  .tuple(anyText, fc.nat(200))
  .map(([text, lines]) => `${text}\n`.repeat(Math.min(lines, Math.floor(8_000 / (text.length + 1)))));

/** Any answer about logs at all: longer, emptier and more hostile than a real one. */
export const anyLogsReport: fc.Arbitrary<LogsReport> = fc.record(
  {
    version: fc.constant(1 as const),
    lookup: anyText,
    environment: anyText,
    requestedBy: anyUser,
    jobId: anyText,
    source: fc.constantFrom('living' as const, 'captured' as const, 'none' as const),
    headline: anyText,
    nextStep: anyText,
    facts: many(fc.record({ label: anyText, value: anyText })),
    counts,
    logLines: many(anyLine),
    seen: fc.record({ firstAt: anyMoment, lastAt: anyMoment }),
    notSeen: many(
      fc.record({ what: anyText, why: anyText, remedy: fc.oneof(anyText, anyRole) }, { requiredKeys: ['what', 'why'] }),
    ),
    near: many(anyText),
    filter: anyText,
    files: many(fc.record({ name: anyText, title: anyText, content: anyText })),
  },
  {
    requiredKeys: [
      'version',
      'lookup',
      'environment',
      'requestedBy',
      'jobId',
      'source',
      'headline',
      'facts',
      'counts',
      'logLines',
      'notSeen',
      'near',
      'files',
    ],
  },
);

/** Any state of following at all. */
export const anyFollowState: fc.Arbitrary<FollowState> = fc.record(
  {
    lookup: anyText,
    environment: anyText,
    requestedBy: anyUser,
    jobId: anyText,
    startedAt: fc.double({ noNaN: true }),
    endsAt: fc.nat(),
    at: fc.nat(),
    counts,
    lines: many(anyLine),
    filter: anyText,
    end: fc.oneof(
      fc.constant({ why: 'time-is-up' as const }),
      fc.record({ why: fc.constant('stopped' as const), by: anyUser }),
      fc.constant({ why: 'pods-ended' as const }),
      fc.record({ why: fc.constant('broken-off' as const), reason: anyText }),
    ),
  },
  {
    requiredKeys: ['lookup', 'environment', 'requestedBy', 'jobId', 'startedAt', 'endsAt', 'at', 'counts', 'lines'],
  },
);
