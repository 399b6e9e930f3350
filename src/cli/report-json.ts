import type { Report } from '#investigation/report/report.ts';

/** What a script asks of a report, as one JSON document: docs/evidence-format.md. */
export function reportJson({ verdict, headline, cause, alternatives = [], alsoFound, nextStep }: Report): string {
  const said = {
    verdict,
    headline,
    cause: cause ? { id: cause.id, confidence: cause.confidence, summary: cause.summary } : null,
    alternatives: alternatives.map(({ id, standing }) => ({ id, standing })),
    alsoFound: alsoFound.map(({ id }) => id),
    nextStep,
  };
  return `${JSON.stringify(said, null, 2)}\n`;
}
