import { createHash } from 'node:crypto';
import { z } from 'zod';
import { versionSchema } from '#lib/version.ts';

/** The version of the bundle's layout; evidence has a version of its own. */
export const FORMAT = 1;

const file = z.object({ name: z.string(), bytes: z.int().nonnegative(), sha256: z.string() });

export const manifestSchema = z.object({
  format: z.literal(FORMAT),
  /** Version of the bot that made it. */
  bot: z.string(),
  /** What made the report in it; bundles of 0.1.0 do not say. */
  judgedBy: versionSchema.exactOptional(),
  investigation: z.string(),
  environment: z.string(),
  jobId: z.string().exactOptional(),
  /** `2025-11-13T15:34:15.000Z` */
  madeAt: z.string(),
  /** What the report in it says; `cause` is the rule's id. */
  verdict: z.enum(['healthy', 'degraded', 'broken', 'inconclusive']),
  cause: z.string().exactOptional(),
  /** Every file of the bundle but the manifest itself. */
  files: z.array(file),
  /** What is not in it, and why. */
  notCollected: z.array(z.object({ what: z.string(), why: z.string() })),
});

export type Manifest = z.output<typeof manifestSchema>;

export function entryOf(name: string, content: Uint8Array): Manifest['files'][number] {
  return { name, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}
