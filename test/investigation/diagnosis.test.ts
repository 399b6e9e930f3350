import { describe, expect, it } from 'vitest';
import { diagnose, type Verdict } from '#investigation/diagnosis.ts';
import type { FactKind } from '#investigation/observation.ts';
import { rules } from '#investigation/rules/index.ts';
import type { Rule } from '#investigation/rules/rule.ts';
import { buildTimeline } from '#investigation/timeline.ts';
import {
  broker,
  but,
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
} from '../support/evidence.ts';

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
  const found = { summary: `${id} it is`, remedy: 'mend it', because: [] };
  return { id, needs: [], explains: [], blames: 'stack', find: () => found, ...over };
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
      queue(5_000, 'absent'),
      ...unknownFrom(400, 5_100),
    );
    const { verdict, cause } = judged(early);
    expect(cause?.rule.id).toBe('queue-missing');
    expect(verdict).toBe('inconclusive');
  });

  it('is inconclusive where metadata could not be asked: silence is not absence', () => {
    const silent = [
      ...but(noConsumerRun, ['metadata-answer']),
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
