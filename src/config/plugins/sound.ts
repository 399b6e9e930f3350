import { z } from 'zod';
import type { Found, OwnRule } from '#investigation/finding.ts';
import type { Timeline } from '#investigation/timeline/timeline.ts';

const words = z.string().min(1);
const found = z.object({
  confidence: z.enum(['certain', 'likely', 'possible']),
  ...{ headline: words, summary: words, remedy: words, refuter: words },
  because: z.array(z.unknown()),
  gaps: z.array(z.unknown()).optional(),
  against: z.array(z.unknown()).optional(),
  commands: z.array(z.string()).optional(),
  open: z.array(z.string()).optional(),
});

/** The same rule, which throws where it says something that no report can be made of. */
export function sound(rule: OwnRule, plugin: string): OwnRule {
  const { refutedBy } = rule;
  return {
    ...rule,
    plugin,
    find: (timeline) => {
      const said = rule.find(timeline);
      if (said !== undefined) checkFound(said, timeline);
      return said;
    },
    ...(refutedBy && {
      refutedBy: (timeline) => {
        const refuters = refutedBy(timeline);
        checkSeen('refutedBy', refuters, timeline.evidence.observations);
        return refuters;
      },
    }),
  };
}

function checkFound(said: Found, { evidence }: Timeline): void {
  const read = found.safeParse(said);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new Error(`what it found has a wrong ${issue?.path.join('.') || 'shape'}: ${issue?.message}`);
  }
  const { because, gaps = [], against = [] } = said;
  if (because.length + gaps.length === 0) throw new Error('what it found has no proof: because and gaps are empty');
  checkSeen('because', because, evidence.observations);
  checkSeen('against', against, evidence.observations);
  checkSeen('gaps', gaps, evidence.gaps);
}

/** By identity: a proof is what was seen, not what looks like it. */
function checkSeen<T>(what: string, named: readonly T[], seen: readonly T[]): void {
  if (!named.every((one) => seen.includes(one))) throw new Error(`${what} names what the evidence does not hold`);
}
