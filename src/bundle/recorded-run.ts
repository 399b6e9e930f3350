import { z } from 'zod';
import type { Evidence } from '#investigation/evidence.ts';
import type { Opinion } from '#investigation/past/opinion.ts';
import type { SecondLook } from '#investigation/past/second-look.ts';
import type { Report } from '#investigation/report/report.ts';
import { cleanLine } from '#lib/clean.ts';
import { redactDeep } from '#lib/redact.ts';
import type { Version } from '#lib/version.ts';
import { judgementOf, judgementWords } from './judge.ts';
import { maskSeen } from './mask-seen.ts';

export interface DisputedRun {
  readonly evidence: Evidence;
  /** As it was told. */
  readonly report: Report;
  readonly opinion: Opinion;
  readonly secondLook?: SecondLook;
  /** Version of the bot. */
  readonly version: string;
  /** What made the report; absent where that was not written down. */
  readonly judgedBy?: Version;
}

/** What was said by the report, and what somebody says instead. */
const dispute = z.object({
  verdict: z.enum(['healthy', 'degraded', 'broken', 'inconclusive']),
  cause: z.string().exactOptional(),
  /** Absent where no rule names it. */
  instead: z.string().exactOptional(),
  note: z.string().exactOptional(),
  by: z.string(),
  /** `2025-11-13T15:34:15.000Z` */
  at: z.string(),
});

export type Dispute = z.output<typeof dispute>;

/** An investigation whose verdict is disputed as a JSON document to be judged again, masked once more; docs/evidence-format.md says what is in it. */
export async function makeRecordedRun(run: DisputedRun): Promise<string> {
  const { report, opinion, secondLook, version, judgedBy } = run;
  const { instead, note, by, at } = opinion;
  const disputed: Dispute = {
    ...judgementOf(report),
    ...(instead !== undefined && { instead }),
    ...(note !== undefined && { note }),
    by,
    at: new Date(at).toISOString(),
  };
  const told = redactDeep({
    bot: version,
    ...(judgedBy && { judgedBy }),
    disputed,
    ...(secondLook && { secondLook }),
    report,
  });
  return `${JSON.stringify({ ...told, evidence: await maskSeen(run.evidence) }, null, 2)}\n`;
}

/** What a document says is disputed, hostile until here; undefined where it says nothing that can be read. */
export function readDispute(value: unknown): Dispute | undefined {
  return dispute.safeParse(value).data;
}

const LONGEST_NOTE = 500;

/** `Disputed by U0LEAD on 2025-11-13: the report said broken (queue-missing), they say that it was backend-down` */
export function disputeWords({ instead, note, by, at, ...judged }: Dispute): string {
  const it = instead ?? 'something else';
  const why = note === undefined ? '' : `: ${note.slice(0, LONGEST_NOTE)}`;
  return cleanLine(
    `Disputed by ${by} on ${at.slice(0, 10)}: the report said ${judgementWords(judged)}, they say that it was ${it}${why}`,
  );
}
