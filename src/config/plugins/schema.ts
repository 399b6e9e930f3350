import { z } from 'zod';
import { ownCauses } from '#checks/judge-timing.ts';
import type { Evidence } from '#investigation/evidence.ts';
import { factKinds } from '#investigation/facts.ts';
import type { OwnRule } from '#investigation/finding.ts';
import type { LogReader } from '#investigation/log-reading/level.ts';
import { builtInRules } from '#investigation/rules/index.ts';
import { readinesses, subjectKinds } from '#investigation/subject.ts';
import { milestoneIds } from '#investigation/timeline/milestone-ids.ts';
import { buildTimeline, type Timeline } from '#investigation/timeline/timeline.ts';
import { describeError } from '#lib/errors.ts';
import { nearest } from '#lib/nearest.ts';
import { pattern } from '../pattern.ts';
import { sound } from './sound.ts';

const name = z.string().regex(/^[a-z][a-z0-9-]{2,59}$/, 'a name of lower case letters, digits and dashes is expected');
const words = z.string().min(1, 'a text is expected');
const kind = z.enum(factKinds);
const milestone = z.enum([...milestoneIds, 'consumer-ready']);
const yes = z.literal(true).exactOptional();

function aFunction<F>() {
  return z.custom<F>((value) => typeof value === 'function', 'a function is expected');
}

const rule: z.ZodType<OwnRule> = z.strictObject({
  id: name,
  means: words,
  standsBefore: z.string(),
  needs: z.array(kind),
  explains: z.array(z.string()),
  blames: z.enum(['stack', 'pace', 'strain', 'request', 'path']),
  countsBy: z.enum(readinesses).exactOptional(),
  asksOf: z.array(z.enum(subjectKinds).exclude(['environment'])).exactOptional(),
  stage: z.strictObject({ before: milestone.exactOptional(), after: milestone.exactOptional() }).exactOptional(),
  ...{ endsPod: yes, showsLater: yes, final: yes, seldom: yes, leavesConsumer: yes, lastResort: yes },
  toldBy: z.array(kind).exactOptional(),
  find: aFunction<OwnRule['find']>(),
  refutedBy: aFunction<NonNullable<OwnRule['refutedBy']>>().exactOptional(),
});

const logReader: z.ZodType<LogReader> = z.strictObject({ id: name, levelOf: aFunction<LogReader['levelOf']>() });

/** What a plugin exports, beside plugins that have these rules. */
export function pluginSchema(others: readonly OwnRule[]) {
  return z
    .strictObject({
      rules: z.array(rule).default([]),
      logReaders: z.array(logReader).default([]),
      redact: z.array(pattern).default([]),
    })
    .superRefine((plugin, context) => {
      const refuse = (path: readonly PropertyKey[], message: string) =>
        context.addIssue({ code: 'custom', path: [...path], message });
      if (Object.values(plugin).every((part) => part.length === 0))
        refuse([], 'rules, logReaders or redact are expected in it');
      const all = [...builtInRules, ...others, ...plugin.rules].map(({ id }) => id);
      for (const [i, own] of plugin.rules.entries()) {
        const before = all.slice(0, builtInRules.length + others.length + i);
        for (const { at, why } of misplacements(own, before, all)) refuse(['rules', i, ...at], why);
        const thrown = emptyWorlds.flatMap((world) => thrownIn(own, world)).at(0);
        if (thrown !== undefined)
          refuse(['rules', i], `it has to bear a world in which nothing was seen, and threw: ${thrown}`);
      }
      for (const [i, { levelOf }] of plugin.logReaders.entries()) {
        const thrown = thrownBy(() => levelOf('')).at(0);
        if (thrown !== undefined) refuse(['logReaders', i], `it has to bear an empty line, and threw: ${thrown}`);
      }
    });
}

interface Misplacement {
  readonly at: readonly PropertyKey[];
  readonly why: string;
}

function misplacements({ id, standsBefore, explains }: OwnRule, before: readonly string[], all: readonly string[]) {
  const isTaken = before.includes(id) || ownCauses.includes(id);
  return [
    ...(isTaken ? [{ at: ['id'], why: `there is a cause of this name: call it another, such as site-${id}` }] : []),
    ...strange(standsBefore, before, ['standsBefore']),
    ...explains.flatMap((other, i) => strange(other, all, ['explains', i])),
  ];
}

function strange(id: string, known: readonly string[], at: readonly PropertyKey[]): readonly Misplacement[] {
  if (known.includes(id)) return [];
  const near = nearest(id, known);
  return [
    { at, why: `the id of a rule is expected, as docs/rules.md lists them${near ? `; did you mean ${near}?` : ''}` },
  ];
}

/** Everything was watched to its end, with and without a job. */
const emptyWorlds: readonly Timeline[] = [{}, { job: { id: '19-7' } }].map((of) => {
  const zero = Date.UTC(2026, 0);
  const limits = { consumerGoodMs: 5_000, consumerWarnMs: 20_000, consumerFailMs: 30_000, configureMs: 1_000 };
  const asked = { investigation: 'empty', environment: 'empty', requestedBy: 'nobody' };
  const watch = { probe: 'empty', sees: factKinds, from: zero, to: zero + 30_000, ended: 'complete' } as const;
  const evidence: Evidence = {
    version: 1,
    subject: { ...asked, zero, limits, timeoutMs: 30_000, ...of },
    endedAt: watch.to,
    observations: [],
    gaps: [],
    watches: [watch],
  };
  return buildTimeline(evidence);
});

function thrownIn(own: OwnRule, world: Timeline): readonly string[] {
  return thrownBy(() => [sound(own, '').find(world), own.refutedBy?.(world)]);
}

function thrownBy(work: () => unknown): readonly string[] {
  try {
    work();
    return [];
  } catch (error) {
    return [describeError(error)];
  }
}
