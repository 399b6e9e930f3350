import fc from 'fast-check';
import { partKinds } from '#investigation/observation.ts';
import type { Report, ReportedFinding } from '#investigation/report/report.ts';
import { anyCharacters } from './any-characters.ts';

const TRICKS = [
  '<!channel> <!here> <@U0VICTIM> <#C0GENERAL|general> <!subteam^S1|@team>',
  '<https://evil.example|click here>',
  '&lt;!channel&gt; &amp;lt;!channel&amp;gt;',
  '```\n*bold* _sloped_ ~struck~ `code`\n```',
  '\u202Etxt.exe\u2066 \u200B\u0000\u0007\u001B[31mred\u001B[0m',
  '<!date^0^{date}|<!channel>>',
  '> quoted\r\n>>> and more',
  '{"type":"button"} :tada: @channel @here #general',
  '\uD800 half a character \uDFFF',
  '👩‍👩‍👧‍👦'.repeat(400),
  '&'.repeat(3500),
  ' \n\t ',
  '',
];

/** Longer than any text that Slack takes. */
const LONG = 4_000;

/** A text that an attacker, or bad luck, could put into a log line. */
export const anyText = fc.oneof(
  fc.constantFrom(...TRICKS),
  anyCharacters({ maxLength: 60 }),
  fc
    .tuple(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }), fc.nat(600))
    .map(([piece, times]) => piece.repeat(Math.min(times, Math.floor(LONG / piece.length)))),
  fc.tuple(fc.constantFrom(...TRICKS), fc.string(), fc.constantFrom(...TRICKS)).map((parts) => parts.join('')),
);

const many = <T>(item: fc.Arbitrary<T>) =>
  fc.oneof(fc.array(item, { maxLength: 4 }), fc.array(item, { minLength: 40, maxLength: 130 }));
const proof = fc.record({ observation: fc.string(), at: anyText, text: anyText });
const anyFinding: fc.Arbitrary<ReportedFinding> = fc.record(
  {
    id: anyText,
    means: anyText,
    blames: fc.constantFrom('stack' as const, 'pace' as const, 'request' as const, 'path' as const),
    headline: anyText,
    confidence: fc.constantFrom('certain' as const, 'likely' as const, 'possible' as const),
    sureness: anyText,
    summary: anyText,
    remedy: anyText,
    refuter: anyText,
    commands: fc.array(anyText, { maxLength: 6 }),
    because: many(proof),
    against: fc.array(proof, { maxLength: 3 }),
  },
  {
    requiredKeys: [
      'id',
      'means',
      'blames',
      'headline',
      'confidence',
      'sureness',
      'refuter',
      'summary',
      'remedy',
      'because',
      'against',
    ],
  },
);
const anySignal = fc.record({ signal: anyText, label: anyText, now: anyText, usually: anyText });

/** Any report at all: longer, emptier and more hostile than a real one. */
export const anyReport: fc.Arbitrary<Report> = fc.record(
  {
    version: fc.constant(2 as const),
    investigation: anyText,
    environment: anyText,
    requestedBy: fc.oneof(fc.constant('U0ASKER'), anyText),
    jobId: anyText,
    startedAt: fc.double({ noNaN: true }),
    tookMs: fc.nat(),
    request: anyText,
    verdict: fc.constantFrom('healthy' as const, 'degraded' as const, 'broken' as const, 'inconclusive' as const),
    standing: fc.constantFrom(...(['works', 'slow', 'fails', 'request', 'open', 'blind'] as const)),
    headline: anyText,
    sure: anyText,
    quote: anyText,
    unusualRequest: anyText,
    urgency: fc.constantFrom(...(['now', 'soon', 'later', 'none'] as const)),
    scope: anyText,
    course: fc.record({
      steps: fc.array(
        fc.record({
          label: fc.constantFrom(...(['configure', 'pod', 'queue', 'consumer', 'metadata'] as const)),
          state: fc.constantFrom(...(['reached', 'slow', 'never', 'ended', 'not-seen'] as const)),
          words: anyText,
        }),
        { maxLength: 6 },
      ),
      usual: anyText,
    }),
    facts: fc.array(anyText, { maxLength: 4 }),
    cause: anyFinding,
    alsoFound: fc.array(anyFinding, { maxLength: 3 }),
    symptoms: fc.array(anyFinding, { maxLength: 3 }),
    alternatives: fc.array(
      fc.record({
        id: anyText,
        means: anyText,
        summary: anyText,
        standing: fc.constantFrom('possible' as const, 'not-excluded' as const),
      }),
      { maxLength: 8 },
    ),
    decidingLook: fc.record(
      {
        look: fc.constantFrom('status' as const, 'jobs' as const, 'job' as const, 'logs' as const),
        jobId: fc.oneof(fc.constant('19-7'), anyText),
        why: anyText,
      },
      { requiredKeys: ['look', 'why'] },
    ),
    differential: fc.record({ runs: fc.nat(), unusual: many(anySignal), same: fc.array(anySignal, { maxLength: 12 }) }),
    changes: fc.record({
      lastWorked: anyText,
      sentence: anyText,
      rows: many(
        fc.record(
          {
            part: anyText,
            change: fc.constantFrom('changed' as const, 'new' as const, 'gone' as const),
            when: anyText,
            versions: anyText,
          },
          { requiredKeys: ['part', 'change', 'when'] },
        ),
      ),
      compared: fc.subarray([...partKinds]),
      notCompared: fc.array(fc.record({ kinds: fc.subarray([...partKinds]), why: anyText }), { maxLength: 9 }),
    }),
    nextStep: anyText,
    milestones: many(
      fc.record({
        id: anyText,
        label: anyText,
        state: fc.constantFrom('reached' as const, 'not-reached' as const, 'not-seen' as const),
        when: anyText,
        witnesses: fc.array(anyText, { maxLength: 3 }),
      }),
    ),
    phases: many(
      fc.record(
        {
          id: anyText,
          label: anyText,
          took: anyText,
          usual: anyText,
          runs: fc.nat(),
          judgement: fc.constantFrom('usual' as const, 'longer' as const, 'slow' as const, 'unfinished' as const),
        },
        { requiredKeys: ['id', 'label', 'took', 'usual', 'judgement'] },
      ),
    ),
    usualFrom: anyText,
    notSeen: many(fc.record({ what: anyText, why: anyText })),
    clocks: anyText,
    why: anyText,
    undecided: many(anyText),
    logLines: many(
      fc.record(
        {
          source: fc.constantFrom('backend' as const, 'grpc' as const, 'cleanup' as const),
          pod: anyText,
          at: anyText,
          level: anyText,
          text: anyText,
          count: fc.nat(),
          lastAt: anyText,
          every: anyText,
        },
        { requiredKeys: ['source', 'pod', 'at', 'level', 'text'] },
      ),
    ),
  },
  {
    requiredKeys: [
      'version',
      'investigation',
      'environment',
      'requestedBy',
      'startedAt',
      'tookMs',
      'request',
      'verdict',
      'headline',
      'alsoFound',
      'symptoms',
      'nextStep',
      'standing',
      'urgency',
      'course',
      'why',
      'facts',
      'alternatives',
      'milestones',
      'phases',
      'notSeen',
      'undecided',
      'logLines',
    ],
  },
);

/** Holds for any of them. A failure names its seed instead of shrinking and printing a hundred thousand characters. */
export function holdsForAny<T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => void, numRuns = RUNS): void {
  fc.assert(fc.property(arbitrary, check), { numRuns, ...toldShort });
}

/** As `holdsForAny`, of what takes its time. */
export async function holdsForAnyInTime<T>(
  arbitrary: fc.Arbitrary<T>,
  check: (value: T) => Promise<void>,
  numRuns = RUNS,
): Promise<void> {
  await fc.assert(fc.asyncProperty(arbitrary, check), { numRuns, ...toldShort });
}

const RUNS = 25;
const toldShort = {
  endOnFailure: true,
  reporter<T>({ failed, seed, counterexamplePath, errorInstance }: fc.RunDetails<T>) {
    if (failed) throw new Error(`seed ${seed}, path ${counterexamplePath}: ${String(errorInstance).slice(0, 500)}`);
  },
};
