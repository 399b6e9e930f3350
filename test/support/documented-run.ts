import type { Evidence } from '#investigation/evidence.ts';
import type { Fact, FactKind, FactOf, Gap, Observation } from '#investigation/observation.ts';

/** The day of all documents; the time of day stands in none of them. */
export const ZERO = Date.UTC(2025, 10, 13);

export type Seen = readonly [afterZeroMs: number, fact: Fact];

/** What a document says of one run. */
export interface DocumentedRun {
  /** The name of its file. */
  readonly name: string;
  readonly source: {
    readonly document: string;
    /** What stands in the file because the format asks for it, or where the document leaves room. */
    readonly notes: readonly string[];
  };
  readonly jobId: string;
  readonly configureMs: number;
  /** The body of configure's answer, where the document has it. */
  readonly configureBody?: string;
  readonly timeoutMs: number;
  readonly seen: readonly Seen[];
  /** What was looked at, and until when: ms after zero. */
  readonly watched: Readonly<Partial<Record<FactKind, number>>>;
  /** What was tried and told nothing. */
  readonly failed?: readonly { readonly at: number; readonly kinds: readonly FactKind[]; readonly detail: string }[];
}

export type RunFile = Evidence & { readonly source: DocumentedRun['source'] };

const kinds: readonly FactKind[] = [
  'metadata-answer',
  'ack-answer',
  'live-metadata',
  'channel-range',
  'route-list',
  'pod-state',
  'kubernetes-job-state',
  'service-state',
  'kubernetes-event',
  'broker-state',
  'queue-state',
  'database-state',
  'job-record',
  'log-line',
  'stream-port',
  'clock-reading',
];

/** The run as evidence: what the document does not say is a gap. */
export function documentedEvidence(run: DocumentedRun): RunFile {
  const configure = configureAnswer(run);
  const seen = [...run.seen].sort(([a], [b]) => a - b);
  const all: readonly Seen[] = [[run.configureMs, configure], ...seen];
  const endedMs = Math.max(...all.map(([at]) => at), ...Object.values(run.watched));
  return {
    source: run.source,
    version: 1,
    subject: subjectOf(run, configure),
    endedAt: ZERO + endedMs,
    observations: all.map(
      ([at, fact], i): Observation => ({ id: `o${i + 1}`, at: ZERO + at, probe: probeOf(fact.kind), fact }),
    ),
    gaps: gapsOf(run, endedMs),
    watches: [
      { probe: 'trigger', sees: ['configure-answer'], from: ZERO, to: configure.answeredAt, ended: 'complete' },
      ...Object.entries(run.watched).map(([kind, to]) => ({
        probe: probeOf(kind as FactKind),
        sees: [kind as FactKind],
        from: configure.answeredAt,
        to: ZERO + to,
        ended: 'complete' as const,
      })),
    ],
  };
}

/** All documents are about the same test of the Focus Server automation, and its one request. */
function subjectOf({ jobId, timeoutMs }: DocumentedRun, configure: FactOf<'configure-answer'>): Evidence['subject'] {
  return {
    investigation: `run-of-${jobId}`,
    environment: 'recorded',
    requestedBy: 'test_consumer_creation_timing',
    request: {
      view: 'multichannel',
      channels: { min: 1, max: 50 },
      nfft: 1024,
      frequency: { min: 0, max: 500 },
      duration: 10,
      height: 1000,
    },
    zero: ZERO,
    configure,
    job: { id: jobId },
    limits: { consumerGoodMs: 5_000, consumerWarnMs: 20_000, consumerFailMs: 30_000, configureMs: 1_000 },
    timeoutMs,
  };
}

function configureAnswer({ jobId, configureMs, configureBody = '' }: DocumentedRun): FactOf<'configure-answer'> {
  return {
    kind: 'configure-answer',
    sentAt: ZERO,
    answeredAt: ZERO + configureMs,
    outcome: 'accepted',
    status: 200,
    jobId,
    detail: configureBody,
    reattached: false,
  };
}

function gapsOf({ watched, failed = [] }: DocumentedRun, endedMs: number): readonly Gap[] {
  const tried = failed.map(
    ({ at, kinds: missed, detail }): Gap => ({
      at: ZERO + at,
      probe: probeOf(missed[0] ?? 'metadata-answer'),
      kinds: missed,
      reason: 'failed',
      detail,
    }),
  );
  const known = [...Object.keys(watched), ...failed.flatMap((one) => one.kinds)];
  const detail = 'nobody looked at it, as far as the document tells';
  const unseen = kinds.filter((kind) => !known.includes(kind));
  return [
    ...tried,
    ...unseen.map(
      (kind): Gap => ({ at: ZERO + endedMs, probe: probeOf(kind), kinds: [kind], reason: 'not-configured', detail }),
    ),
  ];
}

function probeOf(kind: FactKind): string {
  return kind === 'configure-answer' ? 'trigger' : `document-${kind}`;
}

/** One answer of metadata; the documents give one time an attempt, which stands for both its ends. */
export function metadata(atMs: number, answer: 'ready' | 'id-unknown'): Seen {
  const times = { sentAt: ZERO + atMs, answeredAt: ZERO + atMs };
  if (answer === 'ready') return [atMs, { kind: 'metadata-answer', ...times, answer, status: 200, detail: '' }];
  return [atMs, { kind: 'metadata-answer', ...times, answer, status: 404, detail: '{"error":"Invalid job_id"}' }];
}

/** A pod as the monitor kept it: no container, no stamp; the format's own needs are filled with its name and first sight. */
export function pod(
  atMs: number,
  firstSeenMs: number,
  state: Pick<FactOf<'pod-state'>, 'name' | 'phase' | 'ready'> & Partial<FactOf<'pod-state'>>,
): Seen {
  return [
    atMs,
    {
      kind: 'pod-state',
      role: 'grpc',
      uid: state.name,
      deleted: false,
      labels: {},
      createdStamp: ZERO + firstSeenMs,
      containers: [],
      ...state,
    },
  ];
}
