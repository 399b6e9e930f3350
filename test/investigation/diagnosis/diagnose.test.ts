import { describe, expect, it } from 'vitest';
import { diagnose } from '#investigation/diagnosis/diagnose.ts';
import type { HealthyRun } from '#investigation/evidence.ts';
import type { Found, Rule, Verdict } from '#investigation/finding.ts';
import { signatureOf } from '#investigation/log-reading/signature.ts';
import type { Fact, FactKind, FactOf } from '#investigation/observation.ts';
import { rules } from '#investigation/rules/index.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import {
  broker,
  but,
  container,
  evidence,
  foundEvidence,
  healthyRun,
  kubernetesJob,
  log,
  metadata,
  noConsumerRun,
  notConfigured,
  pod,
  queue,
  type Seen,
  unknownFrom,
  withGaps,
} from '../../support/evidence.ts';

type Options = Parameters<typeof evidence>[1];

function judged(seen: readonly Seen[], options?: Options) {
  return diagnose(buildTimeline(evidence(seen, options)), rules);
}

/** A consumer that was there after one and by the other of these ms. */
function consumerBetween(earliest: number, latest: number): readonly Seen[] {
  return [...but(healthyRun, ['metadata-answer']), ...unknownFrom(400, earliest + 10), metadata(latest, 'ready')];
}

/** A rule that finds something whenever it is asked. */
function finds(id: string, over: Partial<Rule> = {}): Rule {
  return { id, means: id, needs: [], explains: [], blames: 'stack', find: () => found(id), ...over };
}

function found(id: string, over: Partial<Found> = {}): Found {
  return {
    confidence: 'certain',
    headline: `${id} it is`,
    summary: `${id} it is`,
    remedy: 'mend it',
    because: [],
    refuter: 'it is another',
    ...over,
  };
}

/** As sure as that. */
function as(confidence: Found['confidence'], id: string, over: Partial<Rule> = {}): Rule {
  return finds(id, { find: () => found(id, { confidence }), ...over });
}

function idsOf(items: readonly { readonly rule: Rule }[]): readonly string[] {
  return items.map(({ rule }) => rule.id);
}

const someRun = buildTimeline(evidence(noConsumerRun));

describe('the verdict on a consumer that came', () => {
  it.each<[earliest: number, latest: number, Verdict, string]>([
    [1_900, 2_000, 'healthy', 'well within the limit'],
    [5_000, 5_100, 'healthy', 'it may have come just in time'],
    [4_000, 6_000, 'healthy', 'the limit lies within what is not known'],
    [5_001, 5_100, 'degraded', 'it cannot have come in time'],
    [29_900, 30_000, 'degraded', 'late, and within the limit'],
    [30_000, 30_500, 'degraded', 'it may have come before the limit'],
    [30_001, 30_500, 'broken', 'it came after the limit'],
  ])('between %d and %d ms is %s: %s', (earliest, latest, verdict) => {
    expect(judged(consumerBetween(earliest, latest)).verdict).toBe(verdict);
  });

  it('goes by the limits of the environment', () => {
    const limits = { consumerGoodMs: 1_000, consumerWarnMs: 1_500, consumerFailMs: 1_800, configureMs: 1_000 };
    expect(judged(consumerBetween(900, 1_000), { subject: { limits } }).verdict).toBe('healthy');
    expect(judged(consumerBetween(1_100, 1_200), { subject: { limits } }).verdict).toBe('degraded');
    expect(judged(consumerBetween(1_900, 2_000), { subject: { limits } }).verdict).toBe('broken');
  });
});

describe('the verdict on a consumer that did not come', () => {
  const noPods = but(noConsumerRun, [
    'metadata-answer',
    'pod-state',
    'kubernetes-job-state',
    'queue-state',
    'broker-state',
  ]);
  const blind: Options = { blind: ['pod-state', 'kubernetes-job-state', 'queue-state', 'broker-state'] };

  it('is broken once the limit has passed, though nobody knows why', () => {
    const { verdict, cause } = judged([...noPods, ...unknownFrom(400, 30_010)], blind);
    expect({ verdict, cause }).toEqual({ verdict: 'broken', cause: undefined });
  });

  it('is inconclusive a moment before the limit: it may still come', () => {
    expect(judged([...noPods, ...unknownFrom(400, 30_009)], blind).verdict).toBe('inconclusive');
  });

  it('is inconclusive before the limit though something is wrong: a pod may yet be scheduled, and a queue be made', () => {
    const early = but(
      noConsumerRun,
      ['queue-state', 'metadata-answer'],
      queue(300, 'absent'),
      queue(12_000, 'absent'),
      ...unknownFrom(400, 12_100),
    );
    const { verdict, cause } = judged(early);
    expect(cause?.rule.id).toBe('queue-missing');
    expect(verdict).toBe('inconclusive');
  });

  it('is inconclusive where metadata could not be asked: silence is not absence', () => {
    const silent = [
      ...but(noConsumerRun, ['metadata-answer', 'ack-answer']),
      metadata(400, 'network-error'),
      metadata(30_100, 'network-error'),
    ];
    expect(judged(silent).verdict).toBe('inconclusive');
    expect(judged(but(noConsumerRun, ['metadata-answer']), { blind: ['metadata-answer'] }).verdict).toBe(
      'inconclusive',
    );
  });

  it('is never healthy without a consumer, whatever was not seen', () => {
    const kinds: readonly FactKind[] = ['pod-state', 'queue-state', 'broker-state', 'log-line', 'live-metadata'];
    expect(
      judged(but(noConsumerRun, ['metadata-answer', ...kinds]), { blind: ['metadata-answer', ...kinds] }).verdict,
    ).toBe('inconclusive');
  });
});

describe('the verdict where configure gave no job', () => {
  const refused = (over: Parameters<typeof notConfigured>[0]): readonly Seen[] => [[20, notConfigured(over)]];

  it('is broken where the stack is to blame', () => {
    expect(judged(refused({ status: 500, detail: '{"error":"Error parsing configuration"}' })).verdict).toBe('broken');
  });

  it('is inconclusive where the request is, or the way to the stack', () => {
    expect(judged(refused({ status: 404, detail: '{"error":"No recording found in given time range"}' })).verdict).toBe(
      'inconclusive',
    );
    expect(judged(refused({ outcome: 'unanswered', detail: 'no answer in 60 s' })).verdict).toBe('inconclusive');
  });
});

describe('the verdict on a job that somebody else started', () => {
  const seen = but(healthyRun, ['configure-answer']);

  it('is healthy where metadata answers at the first look', () => {
    const running = but(seen, ['metadata-answer'], metadata(24_000, 'ready'));
    expect(diagnose(buildTimeline(foundEvidence(running)), rules).verdict).toBe('healthy');
  });

  it('asks no rule about a configure that the bot never sent, and lists none as not asked', () => {
    const { notAsked } = diagnose(buildTimeline(foundEvidence(seen)), rules);
    expect(notAsked).toEqual([]);
    const started = diagnose(buildTimeline(evidence(seen)), rules);
    expect(started.notAsked).toEqual([]);
  });

  it('is broken at once where the job is gone: no waiting would bring it back', () => {
    const gone = [kubernetesJob(20, false), ...unknownFrom(30, 3_000)];
    const { verdict, cause } = diagnose(buildTimeline(foundEvidence(gone)), rules);
    expect([verdict, cause?.rule.id]).toEqual(['broken', 'job-gone']);
  });
});

describe('the cause', () => {
  it('is what no other finding explains, and what it explains is a symptom', () => {
    const { cause, symptoms, alsoFound } = diagnose(someRun, [
      finds('symptom'),
      finds('cause', { explains: ['symptom'] }),
    ]);
    expect(cause?.rule.id).toBe('cause');
    expect(symptoms.map(({ rule }) => rule.id)).toEqual(['symptom']);
    expect(alsoFound).toEqual([]);
  });

  it('is the first of the list where two explain themselves, and the other is told too', () => {
    const { cause, alsoFound } = diagnose(someRun, [finds('first'), finds('second')]);
    expect([cause?.rule.id, ...alsoFound.map(({ rule }) => rule.id)]).toEqual(['first', 'second']);
  });

  it('is not named where nothing was found', () => {
    expect(diagnose(someRun, [])).not.toHaveProperty('cause');
  });

  it('and not the symptom that people notice first: the queue is missing because no node took the pod', () => {
    const run = but(
      noConsumerRun,
      ['pod-state', 'queue-state'],
      queue(2_000, 'absent'),
      queue(29_000, 'absent'),
      pod(330, 'pending', { unschedulable: 'Insufficient nvidia.com/gpu.shared' }),
    );
    expect(judged(run).cause?.rule.id).toBe('pod-not-scheduled');
  });

  it('is RabbitMQ only where the job complains about RabbitMQ, not about another server', () => {
    const down = but(noConsumerRun, ['broker-state', 'queue-state'], broker(20, false));
    const about = (text: string) =>
      judged([...down, log(3_000, 'grpc', 'error', text)], { blind: ['queue-state'] }).cause?.rule.id;
    expect(about('connect to rabbitmq-panda:5672 failed: Connection refused')).toBe('rabbitmq-down');
    expect(about('pika.exceptions.AMQPConnectionError: [Errno 111] Connection refused')).toBe('rabbitmq-down');
    expect(about('mongodb-0:27017: [Errno 111] Connection refused')).not.toBe('rabbitmq-down');
  });

  it('that a pod found no node does not claim more time than that', () => {
    const late = [pod(330, 'pending', { unschedulable: 'no GPU' }), pod(32_000, 'scheduled')];
    const run = but(
      noConsumerRun,
      ['pod-state', 'queue-state'],
      queue(29_000, 'absent'),
      ...late,
      ...unknownFrom(31_000, 45_000),
    );
    expect(judged(run).cause?.summary).toContain('still Pending after 30.0 s');
  });

  it('that nothing was recorded names the hours asked for, if any were', () => {
    const none: Seen = [
      20,
      notConfigured({ status: 404, detail: '{"error":"No recording found in given time range"}' }),
    ];
    expect(judged([none]).cause?.summary).not.toContain('1970');
  });
});

describe('confidence', () => {
  it('orders causes: certain before likely, then as the rules stand', () => {
    const { cause, alsoFound } = diagnose(someRun, [as('likely', 'a'), finds('b'), as('likely', 'c'), finds('d')]);
    expect([cause?.rule.id, ...idsOf(alsoFound)]).toEqual(['b', 'd', 'a', 'c']);
  });

  it('puts what leaves a job its consumer behind all else of the stack where that is missing, and nowhere else', () => {
    const ids = (seen: readonly Seen[]) => {
      const asked = [
        as('certain', 'service', { leavesConsumer: true }),
        as('likely', 'queue'),
        finds('bot', { blames: 'path' }),
      ];
      const { cause, alsoFound } = diagnose(buildTimeline(evidence(seen)), asked);
      return [cause, ...alsoFound].map((finding) => finding?.rule.id);
    };
    expect(ids(noConsumerRun)).toEqual(['queue', 'service', 'bot']);
    expect(ids(healthyRun)).toEqual(['service', 'queue', 'bot']);
  });

  it('below likely names no cause: what is possible is an alternative, and the verdict is metadata’s', () => {
    const { cause, alsoFound, alternatives, verdict } = diagnose(someRun, [as('possible', 'a'), as('possible', 'b')]);
    expect({ cause, alsoFound, verdict }).toEqual({ cause: undefined, alsoFound: [], verdict: 'broken' });
    expect(alternatives.map(({ rule, standing }) => [rule.id, standing])).toEqual([
      ['a', 'possible'],
      ['b', 'possible'],
    ]);
  });

  it('below likely explains nothing, and is a symptom where something else explains it', () => {
    const { cause, symptoms, alternatives } = diagnose(someRun, [
      as('possible', 'guess', { explains: ['real'] }),
      finds('real', { explains: ['weak'] }),
      as('possible', 'weak'),
    ]);
    expect([cause?.rule.id, idsOf(symptoms), idsOf(alternatives)]).toEqual(['real', ['weak'], ['guess']]);
  });

  it('makes no false alarm of a healthy run: what is possible there is not told', () => {
    const healthy = buildTimeline(evidence(healthyRun));
    expect(diagnose(healthy, [as('possible', 'guess')])).toMatchObject({ verdict: 'healthy', alternatives: [] });
  });
});

describe('a rule that throws', () => {
  const throws = (over: Partial<Rule> = {}) =>
    finds('throws', {
      find: () => {
        throw new Error('no');
      },
      ...over,
    });
  const timeline = buildTimeline(evidence(noConsumerRun));

  it('leaves the others judging where it is a plugin’s, and is told', () => {
    const { cause, failed } = diagnose(timeline, [throws({ plugin: './site.ts' }), finds('other')]);
    expect(cause?.rule.id).toBe('other');
    expect(failed).toMatchObject([{ rule: { id: 'throws' }, why: 'no' }]);
  });

  it('is the same where its refuter throws: what cannot be refuted is not found', () => {
    const refutedBy = () => throws().find(timeline) as never;
    const { cause, failed } = diagnose(timeline, [finds('throws', { refutedBy, plugin: './site.ts' })]);
    expect(cause).toBeUndefined();
    expect(failed).toMatchObject([{ rule: { id: 'throws' }, why: 'no' }]);
  });

  it('is a bug where it is built in', () => {
    expect(() => diagnose(timeline, [throws(), finds('other')])).toThrow('no');
  });
});

describe('blindness', () => {
  const path = finds('blind', { blames: 'path' });
  const silent = buildTimeline(evidence(but(noConsumerRun, ['metadata-answer']), { blind: ['metadata-answer'] }));

  it('is the cause where nothing could be asked, and then the verdict is inconclusive', () => {
    const { cause, verdict } = diagnose(silent, [path]);
    expect([cause?.rule.id, verdict]).toEqual(['blind', 'inconclusive']);
  });

  it('is told beside a consumer that came in time, and takes nothing from it', () => {
    const { cause, alsoFound, verdict } = diagnose(buildTimeline(evidence(healthyRun)), [path]);
    expect([cause, idsOf(alsoFound), verdict]).toEqual([undefined, ['blind'], 'healthy']);
  });

  it('never outranks what the stack itself says', () => {
    const { cause, alsoFound, verdict } = diagnose(silent, [path, finds('real')]);
    expect([cause?.rule.id, idsOf(alsoFound), verdict]).toEqual(['real', ['blind'], 'broken']);
  });

  it('is no cause of what Focus Server itself said: it did not come, and why could not be seen', () => {
    const { cause, alsoFound, verdict } = diagnose(someRun, [path]);
    expect({ cause, verdict, also: idsOf(alsoFound) }).toEqual({
      cause: undefined,
      verdict: 'broken',
      also: ['blind'],
    });
  });
});

describe('a cause', () => {
  const late = (over: readonly Seen[], pick: (fact: Fact) => boolean) => {
    const seen = evidence([...noConsumerRun, ...over]);
    const because = seen.observations.filter(({ fact }) => pick(fact)).slice(-1);
    const { cause, alsoFound } = diagnose(buildTimeline(seen), [finds('it', { find: () => found('it', { because }) })]);
    return cause ? 'cause' : idsOf(alsoFound);
  };

  it('does not begin after its symptom: the pod was deleted when the limit was long up', () => {
    const deleted = pod(41_000, 'ready', { deleted: true });
    expect(late([deleted], ({ kind }) => kind === 'pod-state')).toEqual(['it']);
    expect(late([pod(20_000, 'ready', { deleted: true })], ({ kind }) => kind === 'pod-state')).toBe('cause');
  });

  it('may be seen late and have begun before: a state that did not change, or the first look at it', () => {
    expect(late([queue(41_000, {})], ({ kind }) => kind === 'queue-state')).toBe('cause');
    expect(late([pod(41_000, 'ready', { role: 'cleanup', name: 'x' })], ({ kind }) => kind === 'pod-state')).toBe(
      'cause',
    );
  });

  it('is as old as its oldest proof, and a log line as old as it was written', () => {
    const line = (at: number) => log(at, 'grpc', 'error', 'no channel');
    expect(late([line(40_000)], ({ kind }) => kind === 'log-line')).toEqual(['it']);
    expect(late([line(29_000)], ({ kind }) => kind === 'log-line')).toBe('cause');
    const seen = evidence([...noConsumerRun, line(29_000), line(40_000)]);
    const because = seen.observations.filter(({ fact }) => fact.kind === 'log-line');
    const both = finds('it', { find: () => found('it', { because }) });
    expect(diagnose(buildTimeline(seen), [both]).cause?.because).toHaveLength(2);
  });

  it('that began too late explains nothing', () => {
    const seen = evidence([...noConsumerRun, pod(41_000, 'ready', { deleted: true })]);
    const because = seen.observations.slice(-1);
    const gone = finds('gone', { explains: ['real'], find: () => found('gone', { because }) });
    expect(diagnose(buildTimeline(seen), [gone, finds('real')]).cause?.rule.id).toBe('real');
  });
});

describe('a signal that healthy jobs share', () => {
  const record: Seen = [20, { kind: 'job-record', collection: 'jobs', found: false }];
  const control = (over: Partial<FactOf<'control-job'>>): Seen => [
    30,
    { kind: 'control-job', others: 1, jobId: '19-6', records: { jobs: false }, ...over },
  ];
  const judgedWith = (extra: readonly Seen[], healthy: readonly HealthyRun[] = []) => {
    const seen = evidence([...noConsumerRun, record, ...extra]);
    const because = seen.observations.filter(({ fact }) => fact.kind === 'job-record');
    const timeline = buildTimeline({ ...seen, background: { investigations: 9, knownErrors: [], healthy } });
    return diagnose(timeline, [finds('no-record', { find: () => found('no-record', { because }) })]);
  };

  it('is at most possible: the control job has no record either, and answers', () => {
    const { cause, alternatives } = judgedWith([control({ metadata: 'ready' })]);
    expect([cause, idsOf(alternatives)]).toEqual([undefined, ['no-record']]);
  });

  it('is at most possible where a healthy run showed it', () => {
    const run = { investigation: 'i1', startedAt: 0, signals: { 'record.jobs': 'none' } };
    expect(judgedWith([], [run]).cause).toBeUndefined();
    expect(judgedWith([], [{ ...run, signals: { 'record.jobs': 'found' } }]).cause).toBeDefined();
  });

  it('is none where the control job has the record, or does not work itself', () => {
    expect(judgedWith([control({ metadata: 'ready', records: { jobs: true } })]).cause).toBeDefined();
    expect(judgedWith([control({ metadata: 'id-unknown' })]).cause).toBeDefined();
  });

  it('is a complaint that the backend has on healthy runs too', () => {
    const seen = evidence([...noConsumerRun, log(3_000, 'backend', 'error', 'ERROR cache miss 17')]);
    const because = seen.observations.filter(({ fact }) => fact.kind === 'log-line');
    const signals = { [`log.backend:${signatureOf('ERROR cache miss 4')}`]: true };
    const background = {
      investigations: 9,
      knownErrors: [],
      healthy: [{ investigation: 'i1', startedAt: 0, signals }],
    };
    const rule = finds('noise', { find: () => found('noise', { because }) });
    expect(diagnose(buildTimeline({ ...seen, background }), [rule]).cause).toBeUndefined();
    expect(diagnose(buildTimeline(seen), [rule]).cause).toBeDefined();
  });
});

describe('what could not be asked', () => {
  const noPods = but(noConsumerRun, ['pod-state', 'kubernetes-job-state', 'queue-state']);
  const blind: Options = { blind: ['pod-state', 'kubernetes-job-state'] };
  const podRules = rules.filter(({ stage }) => stage !== undefined);
  const open = (seen: readonly Seen[]) => diagnose(buildTimeline(evidence(seen, blind)), podRules);

  it('is an alternative after what is possible, at most 24 in all', () => {
    const many = Array.from({ length: 30 }, (_, i) => finds(`unasked-${i}`, { needs: ['pod-state'] }));
    const seen = evidence([...noPods, queue(29_000, {})], blind);
    const { alternatives } = diagnose(buildTimeline(seen), [...many, as('possible', 'guess')]);
    expect(alternatives.map(({ rule, standing }) => `${rule.id} ${standing}`)).toEqual([
      'guess possible',
      ...Array.from({ length: 23 }, (_, i) => i).map((i) => `unasked-${i} not-excluded`),
    ]);
  });

  it('is none where what was seen contradicts it: a job with a queue has found its node', () => {
    const { alternatives } = open([...noPods, queue(2_000, 'absent'), queue(29_000, {})]);
    expect(idsOf(alternatives)).not.toContain('pod-not-scheduled');
    expect(idsOf(alternatives)).toContain('consumer-never-created');
  });

  it('comes first where it would explain how far the job came: without a queue, what keeps a pod away', () => {
    const { alternatives } = open([...noPods, queue(2_000, 'absent'), queue(29_000, 'absent')]);
    const [first, second] = idsOf(alternatives);
    expect([first, second]).toEqual(['queue-missing', 'kubernetes-job-not-created']);
  });

  it('comes before what was asked and has no proof, where it alone would explain how far the job came', () => {
    const { alternatives } = judged(
      but(noConsumerRun, ['queue-state'], queue(2_100, 'absent'), queue(29_000, 'absent')),
      {
        blind: ['pod-state', 'kubernetes-job-state', 'kubernetes-event', 'log-line'],
      },
    );
    const ids = alternatives.map(({ rule }) => rule.id);
    expect(ids[0]).toBe('queue-missing');
    expect(ids.indexOf('pod-not-scheduled')).toBeLessThan(ids.indexOf('backend-restarted'));
  });

  it('is told beside a cause only where it would explain it', () => {
    const { alternatives, cause } = diagnose(buildTimeline(evidence(noConsumerRun, { blind: ['live-metadata'] })), [
      finds('known'),
      finds('behind', { needs: ['live-metadata'], explains: ['known'] }),
      finds('elsewhere', { needs: ['live-metadata'] }),
    ]);
    expect([cause?.rule.id, idsOf(alternatives)]).toEqual(['known', ['behind']]);
  });
});

describe('a rule that lacks its facts', () => {
  const needy = finds('needy', { needs: ['queue-state', 'pod-state'], find: () => expect.unreachable('it was asked') });

  it('is not asked, and is listed with what it lacks', () => {
    const { notAsked, cause } = diagnose(buildTimeline(evidence(noConsumerRun, { blind: ['queue-state'] })), [needy]);
    expect(notAsked).toEqual([{ rule: needy, missing: ['queue-state'] }]);
    expect(cause).toBeUndefined();
  });

  it('is not asked where a probe saw some of it and then went blind', () => {
    const whole = evidence(noConsumerRun);
    const gap = {
      at: whole.endedAt,
      probe: 'rabbitmq',
      kinds: ['queue-state'],
      reason: 'unreachable',
      detail: 'lost',
    } as const;
    expect(diagnose(buildTimeline({ ...whole, gaps: [gap] }), [needy]).notAsked).toHaveLength(1);
  });

  it('explains nothing', () => {
    const { cause } = diagnose(buildTimeline(evidence(noConsumerRun, { blind: ['queue-state'] })), [
      finds('seen'),
      { ...needy, explains: ['seen'] },
    ]);
    expect(cause?.rule.id).toBe('seen');
  });
});

describe('the list of rules', () => {
  it('has no id twice, and explains only rules that exist', () => {
    const ids = rules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { explains } of rules) for (const id of explains) expect(ids).toContain(id);
  });

  it('has no rules that explain each other, so a cause is left', () => {
    const explains = (id: string): readonly string[] =>
      (rules.find((rule) => rule.id === id)?.explains ?? []).flatMap((other) => [other, ...explains(other)]);
    for (const { id } of rules) expect(explains(id)).not.toContain(id);
  });

  it('finds nothing on a healthy run, also where parts of it were not seen', () => {
    for (const kind of ['pod-state', 'queue-state', 'broker-state', 'live-metadata', 'kubernetes-job-state'] as const) {
      const { cause, verdict } = judged(but(healthyRun, [kind]), { blind: [kind] });
      expect({ cause, verdict }).toEqual({ cause: undefined, verdict: 'healthy' });
    }
  });
});

describe('a consumer that went at once', () => {
  const went = [...healthyRun, metadata(3_200, 'id-unknown')];

  it('is not healthy, though nothing that was seen says why', () => {
    const { verdict, cause } = judged(went, { blind: ['pod-state', 'queue-state', 'kubernetes-event'] });
    expect({ verdict, cause }).toEqual({ verdict: 'inconclusive', cause: undefined });
  });

  it('is not healthy either where no word of it came any more', () => {
    expect(judged([...healthyRun, metadata(3_200, 'server-error')]).verdict).toBe('inconclusive');
    expect(judged([...healthyRun, metadata(3_200, 'server-error'), metadata(4_000, 'ready')]).verdict).toBe('healthy');
  });

  it('may have gone with its pod, which was not seen', () => {
    const { alternatives } = judged(went, { blind: ['pod-state', 'kubernetes-job-state', 'kubernetes-event'] });
    expect(alternatives.map(({ rule }) => rule.id)).toEqual(
      expect.arrayContaining(['pod-out-of-memory', 'pod-evicted']),
    );
  });

  it('was not merely late', () => {
    const late = [...consumerBetween(9_000, 9_200), metadata(9_500, 'id-unknown')];
    expect(judged(late).cause?.rule.blames).not.toBe('pace');
  });
});

it('calls the end of a pod the cause also where it came after a late consumer', () => {
  const ended = container(9_500, 'ready', { state: 'terminated', reason: 'Error', exitCode: 1 }, { phase: 'Failed' });
  expect(judged([...consumerBetween(9_000, 9_200), ended]).cause?.rule.id).toBe('pod-crashed');
});

it('lists what may only be slow beside its own blindness', () => {
  const creating = but(noConsumerRun, ['pod-state', 'queue-state', 'metadata-answer']);
  const slow = [
    ...creating,
    pod(330, 'pending'),
    pod(380, 'scheduled'),
    queue(12_000, 'absent'),
    ...unknownFrom(400, 12_000),
  ];
  const seen = withGaps(
    evidence(
      slow.filter(([at]) => at <= 12_000),
      { endedMs: 12_600 },
    ),
    {
      kinds: ['service-state'],
      reason: 'refused',
      detail: 'listing services in namespace panda answered 403',
    },
  );
  const { cause, alternatives } = diagnose(buildTimeline(seen), rules);
  expect(cause?.rule.blames).toBe('path');
  expect(alternatives.map(({ rule }) => rule.id)).toContain('pod-slow');
});
