import { z } from 'zod';
import type { Report } from '#investigation/report/report.ts';

/** Where more of it is; each is absent where it is not to be had. */
const links = z.strictObject({
  slack: z.url().exactOptional().meta({ description: 'The message where it was told.' }),
  report: z.url().exactOptional().meta({ description: 'This report.' }),
  bundle: z.url().exactOptional().meta({ description: 'All that was seen, as a .zip.' }),
  cause: z.url().exactOptional().meta({ description: 'What is written about the cause.' }),
});

/** What a script asks of a report, wherever it asks for it: docs/evidence-format.md. Fields come, and none goes. */
export const reportJson = z
  .strictObject({
    id: z.string().meta({ description: 'Of the investigation.' }),
    environment: z.string(),
    jobId: z.string().nullable(),
    startedAt: z.iso.datetime().meta({ description: 'When configure was sent, or the job was made.' }),
    tookMs: z.number(),
    verdict: z.enum(['healthy', 'degraded', 'broken', 'inconclusive']),
    headline: z.string().meta({ description: 'The answer in one sentence.' }),
    cause: z
      .strictObject({
        id: z.string().meta({ description: 'Of the rule that names it.' }),
        confidence: z.enum(['certain', 'likely', 'possible']),
        summary: z.string(),
      })
      .nullable(),
    proof: z.strictObject({
      quote: z.string().nullable().meta({ description: 'The words that say it, as they were logged or answered.' }),
      why: z.string(),
      facts: z.array(z.string()),
    }),
    course: z.array(
      z.strictObject({
        step: z.enum(['configure', 'pod', 'queue', 'consumer', 'metadata', 'stream']),
        state: z.enum(['reached', 'slow', 'awaited', 'never', 'ended', 'not-seen']),
        words: z.string(),
      }),
    ),
    alternatives: z.array(z.strictObject({ id: z.string(), standing: z.enum(['possible', 'not-excluded']) })),
    alsoFound: z.array(z.string()),
    nextStep: z.string().meta({ description: 'What to do now, in one sentence: the act.' }),
    urgency: z.enum(['now', 'soon', 'later', 'none']),
    notSeen: z.array(z.strictObject({ what: z.string(), why: z.string() })),
    links,
  })
  .meta({ id: 'Report', description: 'What became of a job, and why.' });

export type ReportJson = z.output<typeof reportJson>;

/** All of it is masked already. */
export function toReportJson(report: Report, where: ReportJson['links'] = {}): ReportJson {
  const { investigation: id, environment, startedAt, tookMs, verdict, headline, cause, quote, why, course } = report;
  // Of a report that an older bot has kept.
  const { alternatives = [] } = report;
  return {
    ...{ id, environment, jobId: report.jobId ?? null, startedAt: new Date(startedAt).toISOString(), tookMs },
    ...{ verdict, headline },
    cause: cause ? { id: cause.id, confidence: cause.confidence, summary: cause.summary } : null,
    proof: { quote: quote ?? null, why, facts: [...report.facts] },
    course: course.steps.map(({ label: step, state, words }) => ({ step, state, words })),
    alternatives: alternatives.map(({ id, standing }) => ({ id, standing })),
    alsoFound: report.alsoFound.map(({ id }) => id),
    nextStep: report.nextStep,
    urgency: report.urgency,
    notSeen: report.notSeen.map(({ what, why }) => ({ what, why })),
    links: where,
  };
}
