import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import type { Gap, Observation } from '#investigation/observation.ts';
import type { SeenLife } from './capture-life.ts';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** The version of captures that this code writes and reads. */
const VERSION = 1;

/** A hundred times what a piece has; more is no piece of ours. */
const LARGEST_BYTES = 16 * 1024 * 1024;

/** An observation before it has its place among the others. */
export type CapturedFact = Omit<Observation, 'id'>;

export interface PieceContent {
  readonly observations: readonly CapturedFact[];
  readonly gaps: readonly Gap[];
}

/** What is known of a piece of a capture without reading it. */
export interface PieceNote {
  readonly field: string;
  readonly lines: number;
  /** Bytes of text, or compressed ones where these are more. */
  readonly weight: number;
  /** Of the beginning, which always stays. */
  readonly head: boolean;
}

/** All that is known of a capture but what was seen. */
export interface CaptureMeta extends SeenLife {
  readonly version: typeof VERSION;
  readonly end: 'living' | 'gone';
  readonly droppedLines: number;
  /** How many pieces there ever were: names of fields are not used twice. */
  readonly made: number;
  readonly lines: readonly PieceNote[];
  readonly facts: readonly PieceNote[];
  /** There was no room for some of the facts, and a gap says so. */
  readonly full: boolean;
  /** Digests of the facts that are kept, so that another process does not tell them again. */
  readonly told: readonly string[];
  /** Up to which stamp the log of each `pod/container` is kept, ms since the epoch on the cluster's clock. */
  readonly kept: Readonly<Record<string, number>>;
}

const pieces = z.array(z.object({ field: z.string(), lines: z.number(), weight: z.number(), head: z.boolean() }));
const meta: z.ZodType<CaptureMeta> = z.object({
  version: z.literal(VERSION),
  life: z.object({ id: z.string(), uids: z.array(z.string()), born: z.number().exactOptional() }),
  firstSeenAt: z.number(),
  lastSeenAt: z.number(),
  end: z.enum(['living', 'gone']),
  droppedLines: z.number(),
  made: z.number(),
  lines: pieces,
  facts: pieces,
  full: z.boolean(),
  told: z.array(z.string()),
  kept: z.record(z.string(), z.number()),
});

/** What is stored is not what was captured, or was captured by a newer bot. */
export class UnreadableCaptureError extends Error {
  constructor(jobId: string, why: string, options?: ErrorOptions) {
    super(`the capture of job ${jobId} cannot be read: ${why}`, options);
    this.name = 'UnreadableCaptureError';
  }
}

/** gzip of JSON, so that `redis-cli --raw hget … p0 | gunzip` shows it. */
export function packPiece(content: PieceContent): Promise<Buffer> {
  return compress(JSON.stringify(content));
}

const content = z.object({ observations: z.array(z.looseObject({})), gaps: z.array(z.looseObject({})) });

/** Rejects with whatever is wrong with it. */
export async function unpackPiece(packed: Buffer): Promise<PieceContent> {
  const text = String(await decompress(packed, { maxOutputLength: LARGEST_BYTES }));
  return content.parse(JSON.parse(text)) as unknown as PieceContent;
}

export function writeMeta(of: Omit<CaptureMeta, 'version'>): string {
  return JSON.stringify({ version: VERSION, ...of });
}

/** Throws an UnreadableCaptureError. */
export function readMeta(text: string, jobId: string): CaptureMeta {
  try {
    const stored = JSON.parse(text);
    const version = stored?.version;
    if (version !== VERSION) throw new Error(`its version is ${String(version)}, known is ${VERSION}`);
    return meta.parse(stored);
  } catch (error) {
    const why = error instanceof z.ZodError ? (error.issues[0]?.message ?? '') : String((error as Error).message);
    throw new UnreadableCaptureError(jobId, why, { cause: error });
  }
}
