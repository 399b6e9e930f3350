import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pluginSchema } from '#config/plugins/schema.ts';
import { diagnose } from '#investigation/diagnosis/diagnose.ts';
import type { Evidence } from '#investigation/evidence.ts';
import type { OwnRule, Rule } from '#investigation/finding.ts';
import type { LogReader } from '#investigation/log-reading/level.ts';
import { builtInRules, withOwn } from '#investigation/rules/index.ts';
import type { StackNames } from '#investigation/subject.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import type { Plugin } from '../../src/plugin.ts';
import { evidence, healthyRun } from './evidence.ts';
import { growthOf } from './growth.ts';
import { beginnings } from './hostile.ts';

export interface RuleCases {
  /** Runs in which it is the cause, by what is special about them. */
  readonly cause: Readonly<Record<string, Evidence>>;
  /** Titles of the causes of which the stack itself tells; where this is given, the others are likely. */
  readonly certain?: readonly string[];
  /** Runs in which it fits as other causes do: it is found, and is not sure enough to be called the cause. */
  readonly possible?: Readonly<Record<string, Evidence>>;
  /** Runs in which it must not be found, by why not. */
  readonly not: Readonly<Record<string, Evidence>>;
}

type LineLevel = ReturnType<LogReader['levelOf']>;

/** Three times what linear work takes; quadratic work takes 64. */
const MOST_GROWTH = 24;

/** Every name that a command may want. */
const stack: StackNames = {
  focusServer: 'https://focus.example/focus-server',
  namespace: 'panda',
  context: 'lab',
  backendSelector: 'app.kubernetes.io/name=panda-panda-focus-server',
  vhost: 'prisma',
  database: 'prisma',
};

/** What holds for every rule, and this rule's own cases; of a plugin's rule beside the others of its plugin. */
export function testRule(rule: Rule, cases: RuleCases): void;
export function testRule(rule: OwnRule | undefined, cases: RuleCases, plugin: Plugin): void;
export function testRule(
  rule: Rule | undefined,
  { cause, certain, possible = {}, not }: RuleCases,
  plugin?: Plugin,
): void {
  if (!rule) throw new Error('the plugin has no such rule');
  const rules = withOwn(plugin?.rules ?? []);
  describe(rule.id, () => {
    if (plugin)
      it('is one that focus.yml takes', () => {
        expect(rules).toContain(rule);
        expect(pluginSchema([]).safeParse(plugin).error?.issues ?? []).toEqual([]);
      });
    else
      it('stands in the list of rules and has a page with what it means, what proves it and what to do', () => {
        expect(builtInRules).toContain(rule);
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
        const sure = certain?.includes(special) ? ['certain'] : ['likely'];
        expect(certain ? sure : ['certain', 'likely']).toContain(diagnosis.cause?.confidence);
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

    for (const [special, seen] of Object.entries(possible)) {
      it(`is possible, and no more: ${special}`, () => {
        expect(rule.find(buildTimeline(seen))?.confidence).toBe('possible');
      });
    }

    for (const [special, seen] of Object.entries({ ...cause, ...possible })) {
      it(`says the same each time, and changes nothing of what was seen: ${special}`, () => {
        const before = JSON.stringify(seen);
        const found = rule.find(buildTimeline(seen));
        expect(rule.find(buildTimeline(seen))).toEqual(found);
        expect(JSON.stringify(seen)).toBe(before);
      });

      const texts = new Set(seen.observations.flatMap(({ fact }) => (fact.kind === 'log-line' ? [fact.text] : [])));
      it.each([...texts])(`takes time that grows with the length of a log line alone: ${special}: %s`, (text) => {
        const find = (long: string) => rule.find(buildTimeline(logging(seen, long)));
        for (const part of [text, `${text} `, ' ', 'a', '0'])
          expect(growthOf(repeated(part), find)).toBeLessThan(MOST_GROWTH);
      });

      it(`cites only what was observed: ${special}`, () => {
        const found = rule.find(buildTimeline(seen));
        const cited = [...(found?.because ?? []), ...(found?.against ?? [])];
        const proof = [...(found?.because ?? []), ...(found?.gaps ?? [])];
        expect(proof).not.toEqual([]);
        for (const observation of cited) expect(seen.observations).toContain(observation);
        for (const gap of found?.gaps ?? []) expect(seen.gaps).toContain(gap);
      });

      it(`says in one sentence what would show it wrong: ${special}`, () => {
        const { refuter = '', remedy = '' } = rule.find(buildTimeline(seen)) ?? {};
        for (const sentence of [refuter, remedy]) {
          expect(sentence).toMatch(/^[A-Z][^\n]{19,}$/);
          expect(sentence).not.toMatch(/undefined|<[a-z][a-z ]*>|\.$|[a-z)]\. [A-Z]/);
        }
      });

      it(`gives commands that need no filling in where the stack's names are known: ${special}`, () => {
        const named = { ...seen, subject: { ...seen.subject, stack } };
        const { commands = [] } = rule.find(buildTimeline(named)) ?? {};
        expect(commands.length).toBeLessThanOrEqual(4);
        for (const command of commands) {
          expect(command).toMatch(/^[a-z]+ [^\n]+$/);
          expect(command).not.toMatch(/undefined|<[a-z][a-z ]*>/);
        }
        expect(new Set(commands).size).toBe(commands.length);
      });
    }

    for (const [why, seen] of Object.entries(not)) {
      it(`is not found: ${why}`, () => {
        expect(rule.find(buildTimeline(seen))).toBeUndefined();
      });
    }
  });
}

function repeated(part: string): (length: number) => string {
  return (length) => part.repeat(Math.ceil(length / Math.max(1, part.length)));
}

/** The same, with this text in place of each log line's. */
function logging(seen: Evidence, text: string): Evidence {
  const observations = seen.observations.map((one) =>
    one.fact.kind === 'log-line' ? { ...one, fact: { ...one.fact, text } } : one,
  );
  return { ...seen, observations };
}

/** What holds for every log reader, and what this one makes of some lines. */
export function testLogReader(reader: LogReader | undefined, lines: Readonly<Record<string, LineLevel>>): void {
  if (!reader) throw new Error('the plugin has no such log reader');
  describe(reader.id, () => {
    it.each(Object.entries(lines))('reads %j as %s', (line, level) => {
      expect(reader.levelOf(line)).toBe(level);
    });

    it.each([...Object.keys(lines), ...beginnings])(
      'takes time that grows with the length of a line alone: %j',
      (part) => {
        expect(growthOf(repeated(part), (text) => reader.levelOf(text))).toBeLessThan(MOST_GROWTH);
      },
    );
  });
}
