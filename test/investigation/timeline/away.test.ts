import { describe, expect, it } from 'vitest';
import { type Evidence, wasSeen } from '#investigation/evidence.ts';
import { factKinds } from '#investigation/facts.ts';
import { explain } from '#investigation/investigate.ts';
import { RUN_AGAIN, withoutAfterlife } from '#investigation/timeline/away.ts';
import {
  ack,
  configured,
  evidence,
  kubernetesJob,
  log,
  metadata,
  pod,
  queue,
  type Seen,
  unknownFrom,
  ZERO,
} from '../../support/evidence.ts';

const HOUR_MS = 3_600_000;

/** Nobody looked from the one ms after zero to the other. */
function away(seen: Evidence, fromMs: number, toMs: number): Evidence {
  const gap = { at: ZERO + toMs, from: ZERO + fromMs, reason: 'bot-away', detail: 'nobody looked' } as const;
  return { ...seen, gaps: factKinds.map((kind) => ({ ...gap, probe: `probe-of-${kind}`, kinds: [kind] })) };
}

const started: readonly Seen[] = [
  kubernetesJob(700, true),
  pod(900, 'scheduled'),
  pod(2_000, 'ready'),
  queue(2_500, {}),
];

describe('what nobody looked at, as the process that did had ended', () => {
  it('is no time in which the consumer came: whether that was in time is not known', () => {
    const report = explain(
      away(evidence([...started, metadata(1_500, 'id-unknown'), metadata(9_800, 'ready')]), 2_600, 9_700),
    );
    expect(report).toMatchObject({ verdict: 'inconclusive', standing: 'blind', alternatives: [] });
    expect(report.decidingLook).toBeUndefined();
    expect(report.headline).toBe(
      'job 19-7 has its consumer, since 9.8 s at the latest; whether it came in time nobody saw',
    );
  });

  it.each([
    [
      'consumer attached, streaming',
      'healthy',
      'consumer by 2.6 s, as its own log says; metadata was not asked until later',
    ],
    ['no consumer attached yet', 'inconclusive', expect.stringContaining('whether it came in time nobody saw')],
  ])('is told by the log of the job: %s', (said, verdict, headline) => {
    const lines = [
      // Read while it was written: the node's clock is an hour ahead.
      log(2_050, 'grpc', 'info', 'INFO starting', { stamp: ZERO + HOUR_MS + 2_050 }),
      log(9_750, 'grpc', 'info', `INFO pz.baby_analyzer ${said}`, { stamp: ZERO + HOUR_MS + 2_600 }),
    ];
    const attached = queue(9_760, { consumers: 1 });
    const seen = [...started, metadata(1_500, 'id-unknown'), ...lines, attached, metadata(9_800, 'ready')];
    expect(explain(away(evidence(seen), 2_700, 9_700))).toMatchObject({ verdict, headline });
  });

  it('is told by RabbitMQ where that was looked at in time', () => {
    const seen = [...started, metadata(1_500, 'id-unknown'), queue(2_600, { consumers: 1 }), metadata(9_800, 'ready')];
    expect(explain(away(evidence(seen), 2_700, 9_700))).toMatchObject({
      verdict: 'healthy',
      headline: 'consumer by 2.6 s, as RabbitMQ says; metadata was not asked until later',
    });
  });

  it('leaves a consumer healthy that came within the good limit whenever it did', () => {
    const seen = [...started, metadata(1_500, 'id-unknown'), metadata(4_800, 'ready')];
    expect(explain(away(evidence(seen), 2_600, 4_700)).verdict).toBe('healthy');
  });

  it('leaves a consumer healthy that came before it', () => {
    const seen = [...started, metadata(2_700, 'id-unknown'), metadata(2_800, 'ready'), metadata(9_900, 'ready')];
    expect(explain(away(evidence(seen), 2_900, 9_800)).verdict).toBe('healthy');
  });

  it('hides nothing of a job that lives when the bot is back', () => {
    const back = [kubernetesJob(12_100, true), pod(12_100, 'ready'), queue(12_200, {})];
    const seen = [...started, ...back, ...unknownFrom(400, 5_000), ...unknownFrom(12_000, 30_200)];
    const cut = away(evidence(seen), 5_000, 12_000);
    expect(withoutAfterlife(cut)).toBe(cut);
    const report = explain(cut);
    expect(report).toMatchObject({ verdict: 'broken', cause: { id: 'consumer-never-created' } });
    expect(report.cause?.summary).toContain('(nobody looked from 5.0 s to 12.0 s)');
    expect(report.notSeen.map(({ why }) => why)).toEqual(['nobody looked']);
  });

  it('stands beside every cause that is told of the time around it', () => {
    const missing = [2_500, 12_200, 20_000, 30_000].map((at) => queue(at, 'absent'));
    const began = [...started.slice(0, -1), ...missing, kubernetesJob(12_100, true), pod(12_100, 'ready')];
    const seen = [...began, ...unknownFrom(400, 5_000), ...unknownFrom(12_000, 30_200)];
    const { cause } = explain(away(evidence(seen), 5_000, 12_000));
    expect(cause).toMatchObject({ id: 'queue-missing', summary: expect.stringContaining('nobody looked from 5.0 s') });
  });

  it('is no silence of metadata: one look of the bot that came back says little', () => {
    const silent = { kind: 'metadata-answer', answer: 'network-error', detail: 'no answer in 5 s' } as const;
    const late: Seen = [32_800, { ...silent, sentAt: ZERO + 27_800, answeredAt: ZERO + 32_800 }];
    const back = [kubernetesJob(27_700, true), pod(27_700, 'ready'), queue(27_800, {})];
    const { cause, verdict } = explain(away(evidence([...started, ...back, ack(28_000, true), late]), 2_600, 27_700));
    expect(cause?.id).not.toBe('metadata-unusable');
    expect(verdict).toBe('inconclusive');
  });

  it.each([
    ['was seen and is gone', 20_000, [kubernetesJob(20_100, false)]],
    ['may have been cleaned up', 40_000, []],
  ])('decides it for a job that %s: its absence then tells nothing', (_, backMs, gone) => {
    const seen = [...started, ...gone, ...unknownFrom(400, 5_000), ...unknownFrom(backMs, backMs + 12_000)];
    const cut = away(evidence(seen), 5_000, backMs);
    const kept = withoutAfterlife(cut);
    expect(kept.observations.filter(({ at }) => at >= ZERO + backMs)).toEqual([]);
    expect(wasSeen(kept, 'metadata-answer')).toBe(false);
    const report = explain(cut);
    expect(report).toMatchObject({ verdict: 'inconclusive', nextStep: RUN_AGAIN });
    expect(report.headline).toContain('no consumer yet for job 19-7 after 4.9 s; then the bot was away');
  });

  it('ends the evidence where the limit had passed before it', () => {
    const seen = [
      ...started,
      kubernetesJob(45_100, false),
      ...unknownFrom(400, 32_000),
      ...unknownFrom(45_000, 45_500),
    ];
    const cut = away(evidence(seen), 32_000, 45_000);
    expect(withoutAfterlife(cut)).toMatchObject({ endedAt: ZERO + 32_000, gaps: [] });
    expect(explain(cut)).toMatchObject({ verdict: 'broken', tookMs: 32_000 });
  });

  it('says nothing of a consumer that was there before and is not after the clean-up', () => {
    const seen = [...started, metadata(2_400, 'ready'), ...unknownFrom(45_000, 46_000)];
    expect(explain(away(evidence(seen), 2_500, 45_000)).verdict).toBe('healthy');
  });
});

describe('a consumer whose configure was answered late', () => {
  const late = { answeredAt: ZERO + 50_000 };

  it('has its time from that answer on, and the slow configure is the headline', () => {
    const report = explain(
      evidence([[50_000, configured(late)], metadata(50_400, 'id-unknown'), metadata(51_000, 'ready')]),
    );
    expect(report).toMatchObject({ verdict: 'degraded', cause: { id: 'configure-slow' } });
  });

  it('is not missing a second after it', () => {
    const report = explain(evidence([[50_000, configured(late)], ...unknownFrom(50_100, 51_000)]));
    expect(report.verdict).toBe('inconclusive');
  });
});
