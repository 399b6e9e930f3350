import { z } from 'zod';
import type { Evidence } from '#investigation/evidence.ts';
import { ExplainedError } from '#lib/errors.ts';
import { type Version, versionSchema } from '#lib/version.ts';
import type { Judgement } from './judge.ts';
import { parseJson } from './parse-json.ts';
import { readBundle } from './read-bundle.ts';
import { READABLE, readEvidence } from './read-evidence.ts';
import { type Dispute, readDispute } from './recorded-run.ts';
import { LARGEST_BYTES } from './unzip.ts';

/** An investigation from a file, to be judged again. */
export interface Recorded {
  readonly evidence: Evidence;
  /** What its report said, where the file tells. */
  readonly judged?: Judgement;
  /** What made the report, where the file tells. */
  readonly judgedBy?: Version;
  /** Its report as Markdown, where the file has it. */
  readonly report?: string;
  /** Where somebody says that its verdict was wrong. */
  readonly disputed?: Dispute;
}

const told = z.object({
  verdict: z.enum(['healthy', 'degraded', 'broken', 'inconclusive']),
  cause: z.object({ id: z.string() }).exactOptional(),
});

/**
 * A bundle (.zip), evidence (.json), or a document with evidence in it, such as `timing --json` and the lab's
 * `run --json` print. Throws an ExplainedError that names what is wrong.
 */
export function readRecorded(bytes: Uint8Array): Recorded {
  if (bytes.length > LARGEST_BYTES)
    throw new ExplainedError(`The file has ${bytes.length} bytes, at most ${LARGEST_BYTES} are read`, READABLE);
  // Every zip file begins with these two letters, its inventor's initials.
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return fromBundle(bytes);
  const value = parseJson('The file', bytes, READABLE);
  if (!isRecord(value) || !('evidence' in value)) return { evidence: readEvidence(value) };
  const { data } = told.safeParse(value.report);
  const judged = data && { verdict: data.verdict, ...(data.cause && { cause: data.cause.id }) };
  const judgedBy = versionSchema.safeParse(value.judgedBy).data;
  const disputed = readDispute(value.disputed);
  const saying = { ...(judged && { judged }), ...(judgedBy && { judgedBy }), ...(disputed && { disputed }) };
  return { evidence: readEvidence(value.evidence), ...saying };
}

function fromBundle(bytes: Uint8Array): Recorded {
  const { evidence, manifest, report } = readBundle(bytes);
  const { verdict, cause, judgedBy } = manifest;
  const judged = { verdict, ...(cause !== undefined && { cause }) };
  return { evidence, report, judged, ...(judgedBy && { judgedBy }) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
