import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { diagnose } from '#investigation/diagnosis.ts';
import type { Evidence } from '#investigation/evidence.ts';
import { rules } from '#investigation/rules/index.ts';
import type { Rule } from '#investigation/rules/rule.ts';
import { buildTimeline } from '#investigation/timeline.ts';
import { evidence, healthyRun } from './evidence.ts';

export interface RuleCases {
  /** Runs in which it is the cause, by what is special about them. */
  readonly cause: Readonly<Record<string, Evidence>>;
  /** Runs in which it must not be found, by why not. */
  readonly not: Readonly<Record<string, Evidence>>;
}

/** What holds for every rule, and this rule's own cases. */
export function testRule(rule: Rule, { cause, not }: RuleCases): void {
  describe(rule.id, () => {
    it('stands in the list of rules and has a page with what it means, what proves it and what to do', () => {
      expect(rules).toContain(rule);
      const page = `docs/rules/${rule.id}.md`;
      expect(existsSync(page), page).toBe(true);
      for (const part of ['## What it means', '## What proves it', '## What to do'])
        expect(readFileSync(page, 'utf8')).toContain(part);
    });

    it('is silent on a healthy run', () => {
      expect(rule.find(buildTimeline(evidence(healthyRun)))).toBeUndefined();
    });

    for (const [special, seen] of Object.entries(cause)) {
      it(`is the cause: ${special}`, () => {
        const diagnosis = diagnose(buildTimeline(seen), rules);
        expect(diagnosis.cause?.rule.id).toBe(rule.id);
        expect(diagnosis.alsoFound).toEqual([]);
      });

      it(`cites only what was observed: ${special}`, () => {
        const found = rule.find(buildTimeline(seen));
        const cited = [...(found?.because ?? []), ...(found?.against ?? [])];
        expect(found?.because).not.toEqual([]);
        for (const observation of cited) expect(seen.observations).toContain(observation);
      });

      it(`is not asked when a kind of fact it needs was not seen to the end: ${special}`, () => {
        for (const kind of rule.needs) {
          const gap = { at: 0, probe: 'p', kinds: [kind], reason: 'timed-out', detail: 'no answer' } as const;
          const diagnosis = diagnose(buildTimeline({ ...seen, gaps: [...seen.gaps, gap] }), [rule]);
          expect(diagnosis.cause).toBeUndefined();
          expect(diagnosis.notAsked.map(({ rule: { id } }) => id)).toEqual([rule.id]);
        }
      });
    }

    for (const [why, seen] of Object.entries(not)) {
      it(`is not found: ${why}`, () => {
        expect(rule.find(buildTimeline(seen))).toBeUndefined();
      });
    }
  });
}
