import type { Evidence } from '#investigation/evidence.ts';
import type { Report } from '#investigation/report/report.ts';
import { rules } from '#investigation/rules/index.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';

/** The findings that are at least likely and whose own refuter stands in the evidence, with the observations that are it. */
export function refuted({ cause, alsoFound }: Report, evidence: Evidence): readonly string[] {
  const timeline = buildTimeline(evidence);
  const sure = [...(cause ? [cause] : []), ...alsoFound].filter(({ confidence }) => confidence !== 'possible');
  return sure.flatMap(({ id }) => {
    const by = rules.find((rule) => rule.id === id)?.refutedBy?.(timeline) ?? [];
    return by.length > 0 ? [`${id} by ${by.map((observation) => observation.id).join(', ')}`] : [];
  });
}
