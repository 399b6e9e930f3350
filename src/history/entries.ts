import type { ChainableCommander, Redis } from 'ioredis';
import { z } from 'zod';
import type { Evidence } from '#investigation/evidence.ts';
import { explain } from '#investigation/investigate.ts';
import type { Report } from '#investigation/report/report.ts';
import type { Clock } from '#lib/clock.ts';
import { type Version, version, versionSchema } from '#lib/version.ts';
import { pack, UnreadableEntryError, unpackEvidence, unpackReport } from './entry.ts';
import { type EntryRetention, type Kept, surplus } from './retention.ts';
import { resultsOf } from './transaction.ts';

/** Evidence and reports, which are large. */
export interface Entries {
  /** Adds to the transaction what replaces the entry that was kept of the same investigation. Without a report: it was cut short. */
  put(multi: ChainableCommander, entry: { readonly evidence: Evidence; readonly report?: Report }): Promise<void>;
  /** Forgets what is too old or too much of an environment, of watched jobs or of all else; several workers may at once. */
  trim(environment: string, isWatched?: boolean): Promise<void>;
  report(investigation: string): Promise<Report | undefined>;
  /** Which version made the report; undefined where an earlier one did not write that down. */
  judgedBy(investigation: string): Promise<Version | undefined>;
  evidence(investigation: string): Promise<Evidence | undefined>;
}

export interface EntriesOptions {
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: Clock;
  readonly keep: EntryRetention;
  unreadable(error: UnreadableEntryError, investigation: string): void;
}

/** Of the room for what somebody asked, so much more is for watched jobs. */
const WATCHED_PART = 0.4;

const note = z.object({ startedAt: z.number(), healthy: z.boolean(), bytes: z.number().nonnegative() });

/** A hash an entry, and one an environment that notes what each of its entries costs. */
export function createEntries({ redis, prefix, clock, keep, unreadable }: EntriesOptions): Entries {
  const entryKey = (investigation: string) => `${prefix}:history:${investigation}`;
  /** Those of watched jobs for themselves: however many there are, they take no room from what somebody asked. */
  const notesKey = (environment: string, isWatched = false) =>
    `${prefix}:history-${isWatched ? 'watched-' : ''}entries:${environment}`;

  /** A part of an entry as `unpack` finds it. */
  async function part<T>(name: string, investigation: string, unpack: (packed: Buffer, of: string) => Promise<T>) {
    const packed = await redis.hgetBuffer(entryKey(investigation), name);
    if (packed === null) return undefined;
    try {
      return await unpack(packed, investigation);
    } catch (error) {
      if (!(error instanceof UnreadableEntryError)) throw error;
      unreadable(error, investigation);
      return undefined;
    }
  }

  const evidence = (investigation: string) => part('evidence', investigation, unpackEvidence);

  return {
    async put(multi, { evidence, report }) {
      const { investigation, environment, zero: startedAt, watched } = evidence.subject;
      const packed = { evidence: await pack(evidence), ...(report && { report: await pack(report) }) };
      const healthy = report?.verdict === 'healthy';
      const bytes = packed.evidence.length + (packed.report?.length ?? 0);
      const ageMs = healthy ? keep.healthyMs : keep.failedMs;
      multi
        .hset(entryKey(investigation), { ...packed, ...(report && { judgedBy: JSON.stringify(version()) }) })
        .pexpire(entryKey(investigation), Math.ceil(clock.real(ageMs)))
        .hset(notesKey(environment, watched), investigation, JSON.stringify({ startedAt, healthy, bytes }))
        .pexpire(notesKey(environment, watched), Math.ceil(clock.real(Math.max(keep.healthyMs, keep.failedMs))));
    },

    trim(environment, isWatched = false) {
      const { count, bytes } = keep;
      const part = { count: Math.ceil(count * WATCHED_PART), bytes: bytes * WATCHED_PART };
      return trimNotes(notesKey(environment, isWatched), isWatched ? { ...keep, ...part } : keep);
    },

    async report(investigation) {
      const report = await part('report', investigation, unpackReport);
      if (report !== 'of an earlier version') return report;
      const seen = await evidence(investigation);
      return seen && explain(seen);
    },
    async judgedBy(investigation) {
      if ((await part('report', investigation, unpackReport)) === 'of an earlier version') return version();
      const told = await redis.hget(entryKey(investigation), 'judgedBy');
      return told === null ? undefined : versionSchema.safeParse(JSON.parse(told)).data;
    },
    evidence,
  };

  async function trimNotes(key: string, keep: EntryRetention): Promise<void> {
    // What goes is judged by one look at all notes: workers that look at the same time choose the same entries.
    const notes = Object.entries(await redis.hgetall(key));
    const gone = surplus(notes.map(readNote), clock.now(), keep);
    if (gone.length === 0) return;
    await resultsOf(
      redis
        .multi()
        .del(gone.map(entryKey))
        .hdel(key, ...gone),
    );
  }
}

/** A note that cannot be read makes its entry the oldest of all. */
function readNote([investigation, text]: readonly [string, string]): Kept {
  try {
    return { investigation, ...note.parse(JSON.parse(text)) };
  } catch {
    return { investigation, startedAt: Number.NEGATIVE_INFINITY, healthy: true, bytes: 0 };
  }
}
