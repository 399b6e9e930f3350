import type { Redis } from 'ioredis';
import type { Background, Baseline, Evidence, LastWorked } from '#investigation/evidence.ts';
import { errorSignatures } from '#investigation/log-reading/new-errors.ts';
import type { Note } from '#investigation/past/note.ts';
import type { Opinion } from '#investigation/past/opinion.ts';
import type { PastInvestigation } from '#investigation/past/past.ts';
import type { SecondLook } from '#investigation/past/second-look.ts';
import { type Investigated, summarize } from '#investigation/past/summarize.ts';
import type { Report } from '#investigation/report/report.ts';
import { rules } from '#investigation/rules/index.ts';
import type { Clock } from '#lib/clock.ts';
import type { Log } from '#lib/logger.ts';
import type { Version } from '#lib/version.ts';
import { type Afterwards, createAfterwards } from './afterwards.ts';
import { createBaselines, type PastQuestion } from './baselines.ts';
import { createEntries } from './entries.ts';
import type { UnreadableEntryError } from './entry.ts';
import { digest, type PastQuery } from './line-indexes.ts';
import { createLines, linesKeyOf } from './lines.ts';
import { type HistoryRetention, RETENTION } from './retention.ts';
import { resultsOf } from './transaction.ts';
import { createWorked } from './worked.ts';

/** What past investigations saw and said. What cannot be read is logged as an UnreadableEntryError and counts as absent. */
export interface History {
  /** Replaces an earlier save of the same investigation; gives the line that is kept of it. */
  save(investigated: Investigated): Promise<PastInvestigation>;
  /** Keeps what an investigation saw that was cut short: no line of it, and no verdict. */
  keepEvidence(evidence: Evidence): Promise<void>;
  /** undefined: never saved, forgotten to make room, too old, or unreadable. */
  report(investigation: string): Promise<Report | undefined>;
  evidence(investigation: string): Promise<Evidence | undefined>;
  /** Which version made the report; undefined where an earlier one did not write that down. */
  judgedBy(investigation: string): Promise<Version | undefined>;
  /** How many investigations of an environment are remembered, and which of these signatures an error of one had. */
  knownErrors(environment: string, signatures: readonly string[]): Promise<Background>;
  /** Up to `count` of those that are meant, the latest first, among the latest 20,000 that may be. Their evidence may be forgotten already. */
  past(query: PastQuery, count: number): Promise<PastInvestigation[]>;
  /** What was usual for a question at that time; undefined where too few healthy runs tell. */
  baseline(question: PastQuestion): Promise<Baseline | undefined>;
  /** What the environment was made of in its last healthy run, if that began before this time, and the first failure since. */
  lastWorked(environment: string, before: number): Promise<LastWorked | undefined>;
  /** The environments of which something is remembered, in alphabetical order. */
  environments(): Promise<string[]>;
  /** One of them by its id. */
  line(investigation: string): Promise<PastInvestigation | undefined>;
  /** Keeps who waited for it, the first to ask first: it is each of theirs. Nothing where nobody is known, or it is not kept. */
  keepAskers(investigation: string, users: readonly string[]): Promise<void>;
  /** Keeps what somebody says of its verdict, in place of what was said earlier. False: it is no longer kept. */
  say(investigation: string, opinion: Opinion): Promise<boolean>;
  /** Keeps what somebody says it was, in place of an earlier note. False: it is no longer kept. */
  keepNote(investigation: string, note: Note): Promise<boolean>;
  /** Keeps what the second look found. False: it is no longer kept. */
  keepSecondLook(investigation: string, look: SecondLook): Promise<boolean>;
  /** What became known of verdicts after they were told; of those of which something did. */
  afterwards(investigations: readonly string[]): Promise<ReadonlyMap<string, Afterwards>>;
}

export interface HistoryOptions {
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly keep?: HistoryRetention;
}

/** Of these, what was asked for cannot work. */
const isAskersOwn = (cause?: string) => rules.some(({ id, blames }) => id === cause && blames === 'request');
/** So many in a row that are the askers' own are not looked behind. */
const MOST_FAILURES = 50;

export function createHistory({ redis, prefix, clock, log, keep = RETENTION }: HistoryOptions): History {
  const parts = { redis, prefix, clock, unreadable };
  const afterwards = createAfterwards({ ...parts, linesKey: linesKeyOf(prefix) });
  const lines = createLines({ ...parts, keep: keep.lines, forget: afterwards.forget });
  const entries = createEntries({ ...parts, keep: keep.entries });
  const worked = createWorked({ ...parts, ageMs: keep.lines.ageMs });
  const errors = createKnownErrors({ ...parts, ageMs: keep.lines.ageMs });

  function unreadable({ message }: UnreadableEntryError, investigation: string): void {
    log.warn({ investigation, error: message }, 'an entry of the history cannot be read');
  }

  return {
    async save(investigated) {
      const { environment } = investigated.report;
      const line = summarize(investigated);
      const multi = redis.multi();
      await entries.put(multi, investigated);
      await lines.put(multi, line);
      await worked.put(multi, investigated);
      await resultsOf(multi);
      await errors.remember(environment, investigated.evidence);
      await entries.trim(environment, investigated.evidence.subject.watched);
      await lines.trim(environment);
      return line;
    },

    async keepEvidence(evidence) {
      const multi = redis.multi();
      await entries.put(multi, { evidence });
      await resultsOf(multi);
      await entries.trim(evidence.subject.environment, evidence.subject.watched);
    },

    report: entries.report,
    judgedBy: entries.judgedBy,
    evidence: entries.evidence,

    async knownErrors(environment, signatures) {
      const [investigations, knownErrors] = await Promise.all([
        lines.countOf(environment),
        errors.among(environment, signatures),
      ]);
      return { investigations, knownErrors };
    },

    past: lines.past,

    baseline: createBaselines(lines),

    async lastWorked(environment, before) {
      const last = await worked.of(environment);
      if (!last || last.at >= before) return undefined;
      const since = { environment, verdict: 'broken', from: last.at, to: before } as const;
      const broken = await lines.past(since, MOST_FAILURES, 'oldest-first');
      const failure = broken.find(({ cause }) => !isAskersOwn(cause));
      return { ...last, ...(failure && { firstFailureAt: failure.startedAt }) };
    },

    environments: lines.environments,
    line: lines.line,

    async keepAskers(investigation, [requestedBy, ...others]) {
      const line = await lines.line(investigation);
      if (!line || requestedBy === undefined) return;
      const { alsoAskedBy = [], ...rest } = line;
      if (requestedBy === line.requestedBy && others.join() === alsoAskedBy.join()) return;
      const multi = redis.multi();
      await lines.put(multi, { ...rest, requestedBy, ...(others.length > 0 && { alsoAskedBy: others }) });
      await resultsOf(multi);
    },

    async say(investigation, opinion) {
      const known = (await afterwards.of([investigation])).get(investigation)?.opinion;
      // What a worker died over comes again after what was said meanwhile.
      if (known && known.at > opinion.at) return true;
      return afterwards.put(investigation, 'opinion', opinion);
    },

    keepNote: (investigation, note) => afterwards.put(investigation, 'note', note),
    keepSecondLook: (investigation, look) => afterwards.put(investigation, 'secondLook', look),
    afterwards: afterwards.of,
  };
}

/** Which errors the investigations of an environment have logged. */
export interface KnownErrors {
  remember(environment: string, evidence: Evidence): Promise<void>;
  /** Those of these signatures that one had. */
  among(environment: string, signatures: readonly string[]): Promise<string[]>;
}

export interface KnownErrorsOptions {
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: Clock;
  readonly ageMs: number;
}

/** Signatures of errors that are remembered of each environment; the ones unseen for longest go first. */
const MOST_ERRORS = 5_000;

/** A sorted set an environment, by when they were last seen. */
function createKnownErrors({ redis, prefix, clock, ageMs }: KnownErrorsOptions): KnownErrors {
  const errorsKey = (environment: string) => `${prefix}:history-errors:${environment}`;
  return {
    async remember(environment, evidence) {
      const key = errorsKey(environment);
      const multi = redis.multi().zremrangebyscore(key, '-inf', clock.now() - ageMs);
      for (const signature of errorSignatures(evidence)) multi.zadd(key, evidence.endedAt, digest(signature));
      multi.zremrangebyrank(key, 0, -MOST_ERRORS - 1).pexpire(key, Math.ceil(clock.real(ageMs)));
      await resultsOf(multi);
    },

    async among(environment, signatures) {
      const key = errorsKey(environment);
      const scores = await resultsOf(signatures.reduce((sofar, it) => sofar.zscore(key, digest(it)), redis.pipeline()));
      return signatures.filter((_, index) => scores[index] !== null);
    },
  };
}
