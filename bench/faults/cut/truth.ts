import type { Evidence } from '#investigation/evidence.ts';
import type { Report } from '#investigation/report/report.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import { milestoneOfStage } from '#lab/run.ts';
import type { Expected, Scenario, Stage } from '#lab/scenario.ts';
import type { JobLife } from '#lab/world/job-life.ts';
import { wrongIn } from '#lab/worlds/right.ts';

/** A look and what it looks at are not the same instant on a busy machine. */
const EXACT_MS = 300;

/** What the report says and is not so. */
export function falseWords(
  evidence: Evidence,
  report: Report,
  life: JobLife | undefined,
  scenario: Scenario,
): readonly string[] {
  const { verdict, never = [] } = scenario.expected;
  const wrong = report.verdict !== 'inconclusive' && report.verdict !== verdict;
  return [
    ...(wrong ? [`${report.verdict} for ${verdict}: ${report.headline}`] : []),
    ...wrongIn(report, { ...calledIn(report), never }),
    ...(life ? ofMilestones(evidence, life) : []),
  ];
}

/** A moment that is told as reached was in its interval; one that is told as not reached had not come by then. */
function ofMilestones(evidence: Evidence, { askedAt, came }: JobLife): readonly string[] {
  const { milestones } = buildTimeline(evidence);
  const { zero } = evidence.subject;
  return Object.entries(milestoneOfStage).flatMap(([stage, id]) => {
    const at = milestones[id];
    const really = came.get(stage as Stage);
    const ms = really === undefined ? Number.POSITIVE_INFINITY : askedAt - zero + really;
    if (at.state === 'reached' && (ms < at.earliest - EXACT_MS || ms > at.latest + EXACT_MS))
      return [`${id} from ${at.earliest} to ${at.latest}, really ${ms}`];
    if (at.state === 'not-reached' && ms < at.after - EXACT_MS) return [`${id} not by ${at.after}, really ${ms}`];
    return [];
  });
}

/** open: it says that it does not know; unsaid: it is right, and its first lines do not say what they should. */
export type Judged = 'right' | 'unsaid' | 'open' | 'wrong';

export function verdictOf(report: Report, { expected }: Scenario): Judged {
  if (report.verdict === 'inconclusive') return 'open';
  const { says, never, ...meant } = expected;
  if (wrongIn(report, meant).length > 0) return 'wrong';
  return wrongIn(report, { ...meant, ...(says && { says }) }).length > 0 ? 'unsaid' : 'right';
}

/** What it came to, whatever it should have. */
function calledIn({ verdict, cause }: Report): Expected {
  return { verdict, ...(cause && { cause: cause.id }) };
}
