import * as diagnosing from '#investigation/diagnosis/diagnose.ts';
import type { Evidence } from '#investigation/evidence.ts';
import type { Report, ReportedFinding } from '#investigation/report/report.ts';

type RefutedBy = (finding: ReportedFinding, evidence: Evidence) => readonly string[];

/** Rules that say by a fact what would show them wrong are asked; none is where they do not say it. */
export const canRefute: boolean = typeof refuter() === 'function';

/** The findings whose own refuter stands in the evidence, with the observations that are it. */
export function refuted({ cause, alsoFound }: Report, evidence: Evidence): readonly string[] {
  const ask = refuter();
  if (!ask) return [];
  return [...(cause ? [cause] : []), ...alsoFound].flatMap((finding) => {
    const by = ask(finding, evidence);
    return by.length > 0 ? [`${finding.id} by ${by.join(', ')}`] : [];
  });
}

function refuter(): RefutedBy | undefined {
  return (diagnosing as { readonly refutedBy?: RefutedBy }).refutedBy;
}
