import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Evidence } from '#investigation/evidence.ts';
import type { Report } from '#investigation/report/report.ts';
import { describeError } from '#lib/errors.ts';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** The versions that this code writes and reads. */
const VERSIONS = { evidence: 1, report: 2 } as const;

/** A hundred times what a long investigation with all its log lines needs; more is no entry of ours. */
const LARGEST_BYTES = 64 * 1024 * 1024;

/** What is stored is not what was saved, or was saved by a newer bot. */
export class UnreadableEntryError extends Error {
  constructor(part: string, investigation: string, why: string, options?: ErrorOptions) {
    super(`the ${part} of investigation ${investigation} cannot be read: ${why}`, options);
    this.name = 'UnreadableEntryError';
  }
}

/** gzip of JSON, so that `redis-cli --raw hget … report | gunzip` shows it. */
export function pack(part: Evidence | Report): Promise<Buffer> {
  return compress(JSON.stringify(part));
}

/** One of an earlier version is not read: its evidence says it anew. Rejects with an UnreadableEntryError. */
export async function unpackReport(packed: Buffer, investigation: string): Promise<Report | 'of an earlier version'> {
  const stored = await unpack('report', packed, investigation);
  if (stored.investigation !== investigation)
    throw new UnreadableEntryError('report', investigation, 'it is of another');
  return stored.version === VERSIONS.report ? (stored as unknown as Report) : 'of an earlier version';
}

/** Rejects with an UnreadableEntryError. */
export async function unpackEvidence(packed: Buffer, investigation: string): Promise<Evidence> {
  const stored = await unpack('evidence', packed, investigation);
  const { subject } = stored;
  const whose = isRecord(subject) ? subject.investigation : undefined;
  if (whose !== investigation) throw new UnreadableEntryError('evidence', investigation, 'it is of another');
  return stored as unknown as Evidence;
}

async function unpack(
  part: keyof typeof VERSIONS,
  packed: Buffer,
  investigation: string,
): Promise<Record<string, unknown>> {
  try {
    return versioned(JSON.parse(String(await decompress(packed, { maxOutputLength: LARGEST_BYTES }))), VERSIONS[part]);
  } catch (error) {
    throw new UnreadableEntryError(part, investigation, describeError(error), { cause: error });
  }
}

function versioned(stored: unknown, newest: number): Record<string, unknown> {
  if (!isRecord(stored)) throw new Error('it is no object');
  const { version } = stored;
  if (typeof version !== 'number' || version < 1 || version > newest)
    throw new Error(`its version is ${String(version)}, known is ${newest}`);
  return stored;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
