import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Evidence } from '#investigation/evidence.ts';
import { explain } from '#investigation/investigate.ts';
import { compose, composeHealthy } from '#lab/worlds/compose.ts';
import type { Ingredient, WorldPlan } from '#lab/worlds/plan.ts';
import { type Record, type Truth, truthOf } from '#lab/worlds/truth.ts';
import { KEPT } from '../../bench/worlds/keep.ts';
import { failingsOf, scoreWorld } from '../../bench/worlds/score.ts';
import { untrueCourse, untrueFacts, untrueQuote, untrueWords } from '../../bench/worlds/sentences.ts';
import { shrink } from '../../bench/worlds/shrink.ts';
import { container, evidence, metadata, noConsumerRun } from '../support/evidence.ts';
import { report as someReport } from '../support/report.ts';

const limits = { consumerGoodMs: 5_000, consumerWarnMs: 20_000, consumerFailMs: 30_000, configureMs: 1_000 };
const usual = { configured: 300, job: 380, pod: 430, scheduled: 480, started: 1_700, queue: 2_400, consumer: 2_900 };
const healthyRecord: Record = { came: { ...usual, metadata: 3_000 }, deeds: [] };

function plan(...ingredients: readonly Ingredient[]): WorldPlan {
  return {
    seed: 1,
    timeoutMs: 31_000,
    request: 'live',
    streamAs: 'host',
    clockAheadMs: 0,
    clusterAheadMs: 0,
    ingredients,
  };
}

const oom: Ingredient = {
  id: 'oom',
  role: 'fault',
  faults: [],
  right: { ids: ['pod-out-of-memory'] },
  deed: 'ends',
};
const quota: Ingredient = { id: 'quota', role: 'fault', faults: [], right: { ids: [], words: ['exceeded quota'] } };
const lateConsumer: Ingredient = {
  id: 'late-consumer',
  role: 'delay',
  faults: [{ kind: 'late', stage: 'consumer', byMs: 9_000 }],
};

describe('a random world', () => {
  it('is the same for the same seed, and seldom for another', () => {
    expect(compose(7)).toEqual(compose(7));
    expect(new Set(Array.from({ length: 50 }, (_, i) => JSON.stringify(compose(i).ingredients))).size).toBeGreaterThan(
      40,
    );
  });

  it('has no, one or two faults, and time-outs from 10 to 120 s', () => {
    const plans = Array.from({ length: 600 }, (_, i) => compose(i));
    const counts = plans.map(({ ingredients }) => ingredients.filter(({ role }) => role === 'fault').length);
    expect(new Set(counts)).toEqual(new Set([0, 1, 2]));
    for (const { timeoutMs } of plans) expect(timeoutMs).toBeGreaterThanOrEqual(10_000);
    for (const { timeoutMs } of plans) expect(timeoutMs).toBeLessThanOrEqual(120_000);
    expect(composeHealthy(3).ingredients.every(({ role }) => role !== 'fault' && role !== 'delay')).toBe(true);
  });

  it('gives every neighbour the fate that everybody has', () => {
    const worlds = Array.from({ length: 2_000 }, (_, i) => compose(i).ingredients);
    const notWired = worlds.filter((ingredients) => ingredients.some(({ id }) => id === 'not-wired'));
    const others = notWired.flat().flatMap(({ faults }) => faults.filter((fault) => fault.kind === 'other-jobs'));
    expect(others.length).toBeGreaterThan(3);
    for (const { faults, count } of others)
      if (count < 12) expect(faults).toContainEqual({ kind: 'never', stage: 'metadata' });
  });
});

describe('the truth of a world', () => {
  it('is that it is well, where the consumer came in time and stayed', () => {
    expect(truthOf(plan(), healthyRecord, { endedMs: 3_400, limits })).toMatchObject({
      fate: 'well',
      unwell: false,
      because: [],
    });
  });

  it('is what the world did, and only what it did before the bot stopped looking', () => {
    const killed: Record = { came: { ...usual }, deeds: [{ what: 'ends', at: 2_950 }] };
    expect(truthOf(plan(oom), killed, { endedMs: 31_000, limits })).toMatchObject({
      fate: 'none',
      because: ['oom'],
      right: { ids: ['pod-out-of-memory'] },
    });
    const later: Record = { ...healthyRecord, deeds: [{ what: 'ends', at: 9_000 }] };
    expect(truthOf(plan(oom), later, { endedMs: 3_400, limits })).toMatchObject({ fate: 'well', because: [] });
  });

  it('is the stage that was late, or that was still waited for', () => {
    const late: Record = { came: { ...usual, consumer: 11_900, metadata: 12_000 }, deeds: [] };
    expect(truthOf(plan(lateConsumer), late, { endedMs: 12_400, limits })).toMatchObject({
      fate: 'late',
      because: ['late-consumer'],
      right: { ids: ['consumer-slow'] },
    });
    const { consumer: _none, ...before } = usual;
    expect(truthOf(plan(lateConsumer), { came: before, deeds: [] }, { endedMs: 10_000, limits })).toMatchObject({
      fate: 'none',
      because: ['waits-for-consumer'],
    });
  });

  it('is no stage that never comes, before its turn', () => {
    const bare: Ingredient = {
      id: 'bare',
      role: 'fault',
      faults: [{ kind: 'never', stage: 'consumer' }],
      right: { ids: ['queue-without-consumer'] },
    };
    const { queue: _late, consumer: _none, ...before } = usual;
    expect(truthOf(plan(bare), { came: before, deeds: [] }, { endedMs: 10_000, limits }).because).toEqual([
      'waits-for-queue',
    ]);
    const { consumer: _never, ...until } = usual;
    expect(truthOf(plan(bare), { came: until, deeds: [] }, { endedMs: 10_000, limits }).because).toEqual(['bare']);
  });

  it('is nothing that was over before the job came to it', () => {
    const refuses: Ingredient = { ...oom, id: 'refuses', within: { after: 'started', untilMs: 9_000 } };
    const { deed: _none, ...always } = refuses;
    const because = (started: number, endedMs: number) =>
      truthOf(plan(always), { came: { ...usual, started, queue: started + 700 }, deeds: [] }, { endedMs, limits })
        .because;
    expect(because(1_700, 31_000)).toContain('refuses');
    expect(because(12_000, 31_000)).not.toContain('refuses');
    expect(because(1_700, 1_000)).not.toContain('refuses');
  });

  it('leaves the doubt to the stack, where nobody asked between the limit and the consumer', () => {
    const late: Record = { came: { ...usual, consumer: 6_900, metadata: 7_000 }, deeds: [] };
    const looked = { endedMs: 8_000, limits };
    expect(truthOf(plan(lateConsumer), late, { ...looked, lastMissMs: 4_900 })).toMatchObject({ fate: 'edge' });
    expect(truthOf(plan(lateConsumer), late, { ...looked, lastMissMs: 6_900 })).toMatchObject({ fate: 'late' });
  });

  it('is a consumer that went, and not one that came back', () => {
    const went = { ...healthyRecord, deeds: [{ what: 'consumer-goes', at: 4_000 }] } as const;
    expect(truthOf(plan(), went, { endedMs: 31_000, limits }).fate).toBe('none');
    const back = { ...went, deeds: [...went.deeds, { what: 'consumer-back', at: 9_000 }] } as const;
    expect(truthOf(plan(), back, { endedMs: 31_000, limits })).toMatchObject({ fate: 'late', readyMs: 9_000 });
  });
});

describe('the score of a world', () => {
  const said = evidence(noConsumerRun);
  const truth = (over: Partial<Truth>): Truth => ({
    ...truthOf(plan(quota), { came: usual, deeds: [] }, { endedMs: 31_000, limits }),
    ...over,
  });
  const { cause: _none, quote: _nothing, ...rest } = someReport();
  const bare = { alsoFound: [], symptoms: [], alternatives: [], facts: [], course: { steps: [], usual: '3–5 s' } };
  const undetermined = { ...rest, ...bare };
  const finding = {
    id: 'queue-missing',
    confidence: 'likely',
    means: '',
    blames: 'stack',
    headline: '',
    sureness: '',
    refuter: '',
    summary: '',
    remedy: '',
    because: [],
    against: [],
  } as const;

  it('takes the stack’s own words in the headline for the truth', () => {
    const quoting = {
      ...undetermined,
      verdict: 'broken',
      headline: 'FailedCreate: exceeded quota: panda-compute',
    } as const;
    expect(scoreWorld(truth({}), quoting, said)).toMatchObject({ named: true, confidentlyWrong: false });
    expect(failingsOf(truth({}), scoreWorld(truth({}), quoting, said))).toEqual([]);
    const silent = { ...quoting, headline: 'Not determined' };
    expect(failingsOf(truth({}), scoreWorld(truth({}), silent, said))).toEqual(['notNamed']);
  });

  it('takes them from all that people read', () => {
    const words = 'pods "x" is forbidden: exceeded quota: panda-compute';
    for (const read of [
      { quote: words },
      { facts: [`0.5 s  event FailedCreate: ${words}`] },
      { cause: { ...finding, summary: words } },
    ])
      expect(scoreWorld(truth({}), { ...undetermined, verdict: 'broken', ...read }, said).named).toBe(true);
  });

  it('counts a likely cause that is not right, and a healthy verdict where nothing was', () => {
    const wrong = { ...undetermined, verdict: 'broken', headline: 'x', cause: finding } as const;
    expect(scoreWorld(truth({}), wrong, said).confidentlyWrong).toBe(true);
    const healthy = { ...undetermined, verdict: 'healthy', headline: 'x' } as const;
    expect(scoreWorld(truth({}), healthy, said).falseHealthy).toBe(true);
    const well = truthOf(plan(), healthyRecord, { endedMs: 3_400, limits });
    expect(failingsOf(well, scoreWorld(well, { ...undetermined, verdict: 'degraded', headline: 'x' }, said))).toEqual([
      'falseAlarm',
    ]);
  });
});

describe('a sentence of a headline', () => {
  const run = evidence(noConsumerRun);

  it('is untrue where a moment is longer than the run, and not where it is quoted or usual elsewhere', () => {
    expect(untrueWords('It came after 900 s', run)).toHaveLength(1);
    expect(untrueWords('It came after 12 s; usually that is 900–990 s', run)).toEqual([]);
    expect(untrueWords('It logged "retry in 900 s"', run)).toEqual([]);
  });

  it('is untrue where a count was seen by nobody', () => {
    expect(untrueWords('RabbitMQ has 41873 messages', run)).toEqual(['41873 messages, which nobody saw']);
  });
});

describe('what stands beside the headline', () => {
  const run = evidence(noConsumerRun);
  const real = explain(run);

  it('is true in a report of the bot', () => {
    expect([...untrueFacts(real, run), ...untrueQuote(real, run), ...untrueCourse(real, run)]).toEqual([]);
    expect(real.facts.length).toBeGreaterThan(0);
  });

  it('is true of what stands deep in a fact', () => {
    const held = evidence([container(900, 'scheduled', { message: 'secret "x" not found' })]);
    expect(untrueQuote({ ...real, quote: 'secret "x" not found' }, held)).toEqual([]);
  });

  it('is untrue where nobody said or saw it', () => {
    expect(untrueQuote({ ...real, quote: 'out of cheese' }, run)).toHaveLength(1);
    expect(
      untrueFacts({ ...real, facts: real.facts.map((fact) => fact.replace(/^\S+ s/, '29.1 s')) }, run),
    ).not.toEqual([]);
    const steps = [{ label: 'pod', state: 'never', words: 'never, 30 s' }] as const;
    expect(untrueCourse({ ...real, course: { ...real.course, steps } }, run)).toEqual([
      '“pod never, 30 s”, and it was seen',
    ]);
  });
});

describe('what metadata is said to have answered to the end', () => {
  const seen = evidence([
    metadata(500, 'server-error'),
    metadata(900, 'server-error'),
    metadata(1_300, 'network-error'),
  ]);

  it('is untrue where it answered in another way too, and true where each way is counted', () => {
    expect(untrueWords('It answered 502 from 0.5 s to the end', seen)).toHaveLength(1);
    expect(untrueWords('It answered 502 2 times and nothing 1 time from 0.5 s to the end', seen)).toEqual([]);
    expect(untrueWords('It answered 502 3 times and nothing 1 time from 0.5 s to the end', seen)).toHaveLength(1);
  });
});

describe('a world that failed', () => {
  it('is shrunk to what it does not fail without', async () => {
    const whole = { ...plan(oom, quota, lateConsumer), clockAheadMs: 4_000, timeoutMs: 60_000 };
    const fails = async ({ ingredients }: WorldPlan) => ingredients.some(({ id }) => id === 'quota');
    expect(await shrink(whole, fails)).toEqual(plan(quota));
  });

  it('is judged as it truly was, once it is kept', () => {
    const files = existsSync(KEPT) ? readdirSync(KEPT) : [];
    for (const file of files) {
      const kept = JSON.parse(readFileSync(path.join(KEPT, file), 'utf8')) as { evidence: Evidence; truth: Truth };
      const score = scoreWorld(kept.truth, explain(kept.evidence), kept.evidence);
      expect(failingsOf(kept.truth, score), `${file}: ${score.said}`).toEqual([]);
    }
  });
});
