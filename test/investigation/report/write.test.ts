import { describe, expect, it } from 'vitest';
import { diagnose } from '#investigation/diagnosis/diagnose.ts';
import type { Evidence } from '#investigation/evidence.ts';
import { namedKinds } from '#investigation/facts.ts';
import type { Confidence, Rule } from '#investigation/finding.ts';
import { explain } from '#investigation/investigate.ts';
import { signatureOf } from '#investigation/log-reading/signature.ts';
import type { FactKind } from '#investigation/observation.ts';
import { courseWords } from '#investigation/report/course.ts';
import type { Report } from '#investigation/report/report.ts';
import { writeReport } from '#investigation/report/write.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import {
  broker,
  but,
  clusterClock,
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
} from '../../support/evidence.ts';

const consumerBlind = ['queue-state', 'broker-state'] as const;
const refused: Seen = [20, notConfigured({ status: 500, detail: '{"error":"Error parsing configuration"}' })];
const late = but(
  healthyRun,
  ['metadata-answer', 'queue-state', 'pod-state'],
  ...unknownFrom(400, 15_900),
  metadata(16_000, 'ready'),
);

const runs: Readonly<Record<string, Evidence>> = {
  healthy: evidence(healthyRun),
  'late for an unknown reason': evidence(late, { blind: ['queue-state', 'pod-state'] }),
  'no consumer': evidence(noConsumerRun),
  'no consumer, RabbitMQ not seen': evidence(but(noConsumerRun, ['queue-state', 'broker-state']), {
    blind: consumerBlind,
  }),
  'RabbitMQ down': evidence(
    [
      ...but(noConsumerRun, ['broker-state', 'queue-state'], broker(20, false)),
      log(3_000, 'grpc', 'error', 'AMQP connection failed'),
    ],
    { blind: ['queue-state'] },
  ),
  'no node': evidence(
    but(
      noConsumerRun,
      ['pod-state', 'queue-state'],
      queue(29_000, 'absent'),
      pod(330, 'pending', { unschedulable: 'no GPU' }),
    ),
  ),
  'configure refused': evidence([refused]),
  'somebody else’s job': foundEvidence(healthyRun),
  'somebody else’s job, gone': foundEvidence([kubernetesJob(20, false), ...unknownFrom(30, 3_000)]),
  'nothing seen': evidence([], { blind: ['metadata-answer', 'pod-state', 'queue-state'] }),
};

const each = Object.entries(runs);

/** A rule that finds nothing unless told. */
function rule(id: string, over: Partial<Rule>): Rule {
  return { id, means: id, needs: [], explains: [], blames: 'stack', find: () => undefined, ...over };
}

function row(report: Report, id: string) {
  return report.milestones.find((milestone) => milestone.id === id);
}

describe.each(each)('the report of a run: %s', (_name, seen) => {
  const report = explain(seen);

  it('has the same bytes whenever the evidence is the same', () => {
    expect(JSON.stringify(explain(structuredClone(seen)))).toBe(JSON.stringify(report));
  });

  it('cites only what was observed', () => {
    const observed = seen.observations.map(({ id }) => id);
    const findings = [...(report.cause ? [report.cause] : []), ...report.alsoFound, ...report.symptoms];
    for (const { because, against } of findings) {
      expect(because).not.toEqual([]);
      for (const { observation } of [...because, ...against]) expect(observed).toContain(observation);
    }
  });

  it('cites each observation once in a finding', () => {
    for (const { because } of [...(report.cause ? [report.cause] : []), ...report.symptoms]) {
      const ids = because.map(({ observation }) => observation);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('names everything that was not seen, and why', () => {
    expect(report.notSeen).toEqual(seen.gaps.map(({ kinds, detail }) => ({ what: namedKinds(kinds), why: detail })));
  });

  it('is text that can be stored and read again', () => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });
});

describe('the headline', () => {
  const headline = (seen: Evidence) => explain(seen).headline;

  it('of a healthy job says when its consumer was there', () => {
    expect(headline(evidence(healthyRun))).toBe('consumer after 2.9 s');
  });

  it('of a degraded job without a cause says how late, and that nothing says why', () => {
    const { verdict, headline, sure } = explain(evidence(late, { blind: ['queue-state', 'pod-state'] }));
    expect({ verdict, sure }).toEqual({ verdict: 'degraded', sure: 'not determined' });
    expect(headline).toBe('consumer after 16 s, and nothing that was seen says why');
  });

  it('of a broken job without a cause begins with what is known, then the two likeliest in words', () => {
    const noPods = but(noConsumerRun, ['pod-state', 'kubernetes-job-state', 'queue-state', 'broker-state']);
    const { verdict, cause, headline, sure } = explain(
      evidence(noPods, { blind: ['pod-state', 'kubernetes-job-state', 'queue-state', 'broker-state'] }),
    );
    expect({ verdict, cause, sure }).toEqual({ verdict: 'broken', cause: undefined, sure: 'not determined' });
    expect(headline).toMatch(/^no consumer for job 19-7 after 30 s; likeliest: [A-Z a-z]+, or [A-Z a-z]+$/);
  });

  it('of a job that metadata could not tell of says that it cannot tell, and why', () => {
    expect(headline(evidence([], { blind: ['metadata-answer'] }))).toBe(
      'cannot tell whether job 19-7 has a consumer: metadata-answer is not configured',
    );
  });

  it('where there is no job and no cause says what came of configure', () => {
    const words = headline(evidence([[20, notConfigured({ outcome: 'unreachable', detail: 'connect ECONNREFUSED' })]]));
    expect(words).toMatch(/^no job was made: configure was unreachable/);
  });

  it('is that of the cause where there is one', () => {
    const { headline, cause } = explain(evidence(noConsumerRun));
    expect(cause?.id).toBe('consumer-never-created');
    expect(headline).toBe('Focus Server made no consumer for job 19-7 in 30 s');
    expect(cause?.summary).toMatch(/^Job 19-7 never got its consumer: metadata said/);
  });
});

describe('what to do', () => {
  it('is the remedy of the cause', () => {
    const { nextStep, cause } = explain(evidence(noConsumerRun));
    expect(nextStep).toBe(cause?.remedy);
  });

  it('is nothing where all is well', () => {
    expect(explain(evidence(healthyRun)).nextStep).toBe('Nothing to do');
  });

  it('is to wait longer where the wait ended before the limit', () => {
    const short = but(noConsumerRun, ['metadata-answer'], ...unknownFrom(400, 10_000));
    expect(explain(evidence(short, { subject: { timeoutMs: 10_000 } })).nextStep).toContain(
      'Run again with timeout=30s or more',
    );
  });

  it('is to run again, and not to wait longer, where it was to wait as long as the limit', () => {
    const short = but(noConsumerRun, ['metadata-answer'], ...unknownFrom(400, 10_000));
    expect(explain(evidence(short, { subject: { timeoutMs: 30_000 } })).nextStep).toBe(
      'Run again: nobody looked to the end of the wait',
    );
  });

  it('is to make visible what was blind where nothing else is known, what failed before what was never configured', () => {
    const seen = evidence(late, { blind: ['queue-state', 'pod-state'] });
    const failed = {
      at: seen.endedAt,
      probe: 'queue',
      kinds: ['queue-state'],
      reason: 'refused',
      detail: '403 Forbidden',
    } as const;
    expect(explain(seen).nextStep).toContain('Let the bot see the queue');
    expect(explain({ ...seen, gaps: [...seen.gaps, failed] }).nextStep).toContain(
      'Let the bot see the queue, then run again',
    );
  });
});

describe('what stays undecided', () => {
  it('is nothing where all is well', () => {
    expect(explain(evidence(healthyRun, { blind: ['pod-state'] })).undecided).toEqual([]);
  });

  it('names every cause that nobody could ask about, and what it lacked', () => {
    const blind = but(noConsumerRun, ['pod-state', 'kubernetes-job-state', 'queue-state', 'broker-state']);
    const { undecided } = explain(
      evidence(blind, { blind: ['pod-state', 'kubernetes-job-state', 'queue-state', 'broker-state'] }),
    );
    expect(undecided).toContain(
      'Not excluded, because Kubernetes Jobs and pods could not be seen: Kubernetes got no Job',
    );
    expect(undecided).toContain(
      'Not excluded, because the queue and pods could not be seen: the analyzer made no queue',
    );
    expect(undecided.join('\n')).toMatch(/Not excluded, because RabbitMQ could not be seen: .*RabbitMQ is down/);
  });

  it('names beside a cause only what could lie behind it, and what the cause itself leaves open', () => {
    const timeline = buildTimeline(evidence(but(noConsumerRun, consumerBlind), { blind: consumerBlind }));
    const [because] = timeline.evidence.observations;
    const found = {
      confidence: 'certain',
      headline: 'h',
      summary: 's',
      remedy: 'r',
      refuter: 'w',
      open: ['Who did it'],
    } as const;
    const known = rule('known', { find: () => ({ ...found, because: because ? [because] : [] }) });
    const behind = rule('behind', { needs: ['queue-state'], explains: ['known'] });
    const { undecided } = writeReport(diagnose(timeline, [known, behind, rule('other', { needs: ['queue-state'] })]));
    expect(undecided).toEqual(['Who did it', 'Not excluded, because the queue could not be seen: behind']);
  });

  it('names for a consumer that came late what may have been slow, not what would have kept it away', () => {
    const { undecided } = explain(evidence(late, { blind: ['queue-state', 'pod-state'] }));
    expect(undecided).toEqual([
      'Not excluded, because pods could not be seen: the pod started slowly',
      'Not excluded, because the queue and pods could not be seen: the queue came late',
      'Not excluded, because the queue could not be seen: the consumer came late; metadata learned of the consumer late; the consumer falls behind',
    ]);
  });
});

describe('what else it could be', () => {
  const kinds = ['pod-state', 'kubernetes-job-state', 'queue-state', 'broker-state'] as const;
  const unseen = evidence(but(noConsumerRun, kinds), { blind: kinds });

  it('names causes that could not be asked in words, with what could not be seen', () => {
    const { alternatives } = explain(unseen);
    expect(alternatives).toContainEqual({
      id: 'pod-not-scheduled',
      means: 'the pod found no node',
      summary: 'The pod found no node: not excluded, because pods could not be seen',
      standing: 'not-excluded',
    });
  });

  it('is nothing where all is well, and no look is asked for', () => {
    const report = explain(evidence(healthyRun, { blind: ['pod-state'] }));
    expect(report.alternatives).toEqual([]);
    expect(report).not.toHaveProperty('decidingLook');
  });

  it('is decided by the list of jobs where others live', () => {
    const others: Seen = [50, { kind: 'control-job', others: 2 }];
    expect(explain(evidence([...but(noConsumerRun, kinds), others], { blind: kinds })).decidingLook).toMatchObject({
      look: 'jobs',
    });
  });

  it('is decided by the logs of a job that is there and whose logs nobody read', () => {
    const seen = evidence(but(noConsumerRun, ['pod-state', 'queue-state', 'broker-state']), {
      blind: ['pod-state', 'queue-state', 'broker-state', 'log-line'],
    });
    expect(explain(seen).decidingLook).toMatchObject({ look: 'logs', jobId: '19-7' });
  });

  it('is decided by the state of the environment where nothing of it answered, else by another look at the job', () => {
    const silent = [metadata(400, 'network-error'), metadata(30_100, 'network-error')];
    expect(explain(evidence(silent, { blind: [...kinds, 'ack-answer'] })).decidingLook?.look).toBe('status');
    expect(explain(unseen).decidingLook).toMatchObject({ look: 'job', jobId: '19-7' });
  });
});

describe('how sure a finding is', () => {
  const timeline = buildTimeline(evidence(noConsumerRun));
  const sureOf = (confidence: Confidence, kind: FactKind) => {
    const because = timeline.evidence.observations.filter(({ fact }) => fact.kind === kind);
    const found = {
      confidence,
      headline: 'h',
      summary: 's',
      remedy: 'r',
      refuter: 'it is shown wrong',
      because,
      commands: ['ls'],
    };
    return writeReport(diagnose(timeline, [rule('it', { find: () => found })]));
  };

  it('is said in words, with who says it, what would show it wrong and the commands', () => {
    expect(sureOf('certain', 'pod-state').cause).toMatchObject({
      confidence: 'certain',
      sureness: 'certain: Kubernetes says so',
      refuter: 'it is shown wrong',
      commands: ['ls'],
    });
    expect(sureOf('certain', 'broker-state').cause?.sureness).toBe('certain: RabbitMQ says so');
    expect(sureOf('likely', 'queue-state').cause?.sureness).toMatch(/^likely: /);
  });

  it('below likely is an alternative in its own words', () => {
    expect(sureOf('possible', 'queue-state').alternatives).toEqual([
      { id: 'it', means: 'it', summary: 's', standing: 'possible' },
    ]);
  });
});

describe('a cluster’s clock that is not the bot’s', () => {
  const said = (aheadMs: number) => {
    const read = [6, 506, 1_006].map((ms) => clusterClock(ms, aheadMs));
    return explain(evidence(but(noConsumerRun, ['clock-reading'], ...read))).clocks;
  };

  it('is told once, with how far and which way', () => {
    expect(said(6_500)).toMatch(/^The cluster’s clock is 6\.\d s ahead; its times are shifted here$/);
    expect(said(-6_500)).toMatch(/ is 6\.\d s behind; /);
  });

  it('is not told where it is near enough', () => {
    expect(said(250)).toBeUndefined();
  });
});

describe('the differential', () => {
  it('is in the report where healthy runs are known, and absent where none are', () => {
    const seen = evidence(noConsumerRun);
    const healthy = [{ investigation: 'i1', startedAt: 0, signals: { 'pod.node': 'worker-node' } }];
    const background = { investigations: 9, knownErrors: [], healthy };
    expect(explain({ ...seen, background }).differential).toMatchObject({ runs: 1 });
    expect(explain(seen)).not.toHaveProperty('differential');
  });
});

describe('the times', () => {
  it('that matter come first, and only those that a job has', () => {
    expect(courseWords(explain(evidence(noConsumerRun)).course)).toBe(
      'configure 0.2 s → pod by 1.5 s → queue 2.3 s → ✗ consumer never, 30 s (usually 1–5 s)',
    );
    expect(courseWords(explain(evidence([refused])).course)).toMatch(/^✗ configure refused after /);
  });

  it('tell what was not reached from what was not seen, and who saw it', () => {
    const report = explain(evidence(but(noConsumerRun, ['queue-state']), { blind: ['queue-state'] }));
    expect(row(report, 'metadata-answers')).toEqual({
      id: 'metadata-answers',
      label: 'Metadata answers',
      state: 'not-reached',
      when: '> 30.1 s',
      witnesses: ['probe-of-metadata-answer'],
    });
    expect(row(report, 'queue-created')).toEqual({
      id: 'queue-created',
      label: 'Queue exists',
      state: 'not-seen',
      when: 'not seen',
      witnesses: [],
    });
  });

  it('of phases are judged: usual, slow, or not finished', () => {
    const slow = but(
      healthyRun,
      ['metadata-answer', 'queue-state'],
      queue(2_100, 'absent'),
      queue(2_300, {}),
      queue(24_700, {}),
      queue(24_950, { consumers: 1 }),
      ...unknownFrom(400, 24_950),
      metadata(25_050, 'ready'),
    );
    const judged = (seen: readonly Seen[]) =>
      explain(evidence(seen)).phases.map(({ id, judgement }) => `${id} ${judgement}`);
    expect(judged(slow)).toContain('consumer slow');
    expect(judged(slow)).toContain('configure usual');
    expect(judged(noConsumerRun).at(-1)).toBe('consumer slow');
    const early = but(
      noConsumerRun,
      ['queue-state', 'metadata-answer'],
      queue(2_100, 'absent'),
      queue(2_300, {}),
      queue(5_000, {}),
      ...unknownFrom(400, 5_100),
    );
    expect(judged(early).at(-1)).toBe('consumer unfinished');
  });

  it('of proofs and lines are after zero, or before it', () => {
    const run = [
      ...noConsumerRun,
      log(4_000, 'backend', 'error', 'consumer of 19-7 failed'),
      log(-1_500, 'backend', 'error', 'failed before'),
    ];
    const report = explain(evidence(run));
    expect(report.logLines.map(({ at, text }) => `${at} ${text}`)).toEqual([
      '+4.0 s consumer of 19-7 failed',
      '−1.5 s failed before',
    ]);
    expect(report.cause?.because.map(({ at }) => at)).toContain('+4.0 s');
  });
});

it('tells one blind probe once, whatever it said how often', () => {
  const seen = evidence(noConsumerRun);
  const gap = { at: seen.endedAt, probe: 'pods', kinds: ['pod-state'], reason: 'refused', detail: '403' } as const;
  expect(explain({ ...seen, gaps: [gap, gap, { ...gap, detail: '500' }] }).notSeen).toEqual([
    { what: 'pods', why: '403' },
    { what: 'pods', why: '500' },
  ]);
});

describe('the report of a job that somebody else started', () => {
  it('says that it has its consumer, and claims no time that nobody saw', () => {
    const running = but(healthyRun, ['configure-answer', 'metadata-answer'], metadata(24_000, 'ready'));
    const report = explain(foundEvidence(running));
    expect(report.headline).toBe('job 19-7 has its consumer');
    expect(report.request).toBe('a job that somebody else started');
    expect(report.course.steps.map(({ label }) => label)).not.toContain('configure');
    expect(report.phases.map(({ id }) => id)).not.toContain('configure');
  });

  it('says that it is gone, and where to look for what is left', () => {
    const report = explain(foundEvidence([kubernetesJob(20, false), ...unknownFrom(30, 3_000)]));
    expect(report.headline).toBe('job 19-7 is not there any more');
    expect(report.standing).toBe('request');
    expect(report.nextStep).toContain('/focus logs 19-7');
  });
});

describe('an error line', () => {
  const lines = [log(900, 'grpc', 'error', 'ERROR channel 7 closed'), log(950, 'grpc', 'error', 'ERROR disk full')];
  const withBackground = (investigations: number) =>
    explain({
      ...evidence([...noConsumerRun, ...lines]),
      background: { investigations, knownErrors: [signatureOf('ERROR channel 3 closed')] },
    }).logLines.filter(({ level }) => level === 'error');

  it('is marked as new where no earlier investigation had one of its signature', () => {
    expect(withBackground(3).map(({ text, isNew }) => [text, isNew])).toEqual([
      ['ERROR channel 7 closed', undefined],
      ['ERROR disk full', true],
    ]);
  });

  it('is not called new while too few investigations are known', () => {
    expect(withBackground(2).some(({ isNew }) => isNew)).toBe(false);
  });
});
