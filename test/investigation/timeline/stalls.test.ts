import { describe, expect, it } from 'vitest';
import { explain } from '#investigation/investigate.ts';
import type { BotStall, MetadataAnswer } from '#investigation/observation.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import {
  ack,
  brokerState,
  configured,
  database,
  evidence,
  gap,
  healthyRun,
  metadata,
  type Seen,
  streamPort,
  unknownFrom,
  ZERO,
} from '../../support/evidence.ts';

function stall(from: number, to: number, by: BotStall['by'] = 'event-loop'): Seen {
  return [to, { kind: 'bot-stall', from: ZERO + from, to: ZERO + to, by, delayMs: to - from }];
}

function timedOut(from: number, to: number): Seen {
  const times = { sentAt: ZERO + from, answeredAt: ZERO + to };
  const fact: MetadataAnswer = {
    kind: 'metadata-answer',
    ...times,
    answer: 'network-error',
    detail: 'no answer in 5 s',
  };
  return [to, fact];
}

const silent = [
  ack(9_000, false),
  brokerState(9_100, { reachable: false, via: 'amqp', detail: 'no answer in 5 s' }),
  database(9_200, false, 'no answer in 5 s'),
  streamPort(9_300, false, 'no answer in 2 s'),
  timedOut(4_000, 9_000),
].map(
  ([at, fact]): Seen => [
    at,
    fact.kind === 'ack-answer' ? { kind: 'ack-answer', ok: false, tookMs: 5_000, detail: 'no answer in 5 s' } : fact,
  ],
);

describe('a bot that could not work', () => {
  it('blames no part for what timed out meanwhile', () => {
    const seen = [...unknownFrom(400, 3_500), stall(4_000, 9_000), ...silent];
    const starved = explain(evidence(seen));
    expect(starved.cause).toBeUndefined();
    expect(starved.notSeen.map(({ why }) => why)).toContain(
      'the bot itself could not work at that time (no answer in 5 s)',
    );
  });

  it('finds an outage that was none of its own', () => {
    const [, own] = stall(100, 400);
    const seen = [...unknownFrom(400, 3_500), ...silent];
    expect(explain(evidence([...seen, [400, own]])).cause?.id).toBe('own-path-broken');
  });

  it('was turned away all the same, where it was', () => {
    const refused = brokerState(9_100, { reachable: false, via: 'amqp', detail: 'connect ECONNREFUSED' });
    const { evidence: kept } = buildTimeline(evidence([stall(4_000, 9_000), refused]));
    expect(kept.observations.map(({ fact }) => fact)).toContainEqual(refused[1]);
  });

  it('makes of a gap in that time its own', () => {
    const seen = evidence([...healthyRun, stall(4_000, 9_000)]);
    const lost = gap(9_500, ['pod-state'], 'timed-out', 'no answer in 4 s');
    const { evidence: kept } = buildTimeline({ ...seen, gaps: [lost] });
    expect(kept.gaps.map(({ reason }) => reason)).toEqual(['bot-stalled']);
  });

  it('does not take its own pause for a slow configure', () => {
    const slow = configured({ answeredAt: ZERO + 6_000 });
    const [at, fact] = [6_000, slow] as const;
    const ready = [metadata(6_200, 'ready')];
    const { milestones } = buildTimeline(evidence([[at, fact], stall(300, 5_900), ...ready]));
    expect(milestones.configured).toMatchObject({ state: 'reached', earliest: 400, latest: 6_000 });
  });

  it('does not take its own pause for a late consumer, where it held configure back', () => {
    const run = [...unknownFrom(6_200, 9_100), metadata(9_200, 'ready')];
    const held: Seen = [6_000, configured({ answeredAt: ZERO + 6_000 })];
    expect(explain(evidence([held, stall(300, 5_900), ...run]))).toMatchObject({ verdict: 'healthy' });
    expect(explain(evidence([held, ...run]))).toMatchObject({ verdict: 'degraded' });
  });
});
