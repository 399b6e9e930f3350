import { describe, expect, it } from 'vitest';
import { newsOf, whyOf } from '#investigation/report/why.ts';
import { finding, report, twoChanges } from '../../support/report.ts';

function whyFor(changes: Parameters<typeof report>[0]): string {
  return whyOf(report(changes));
}

describe('why it is the cause', () => {
  it('leaves out what the headline or the quote says', () => {
    const summary = 'Focus Server of staging is down: configure got 503; the log says "pz.a no disk is left on node 3"';
    const said = { headline: 'Focus Server is down', quote: 'no disk is left on node 3' };
    expect(whyFor({ ...said, cause: finding({ summary }) })).toBe('Configure got 503.');
    expect(whyFor({ headline: 'Focus Server is down', cause: finding({ summary: 'Focus Server is down' }) })).toBe('');
  });

  it('says its times plainly, and no names that pods and queues have for one time', () => {
    const summary = 'grpc-job-19-7-8rlgb got queue grpc-job-19-7-1796011042.98 after 0.39–1.69 s, usually 1–7 s';
    expect(whyFor({ cause: finding({ summary }) })).toBe(
      'grpc-job-19-7 got queue grpc-job-19-7 after ≈ 1.69 s, usually 1–7 s.',
    );
  });

  it('says what changed, and what was found besides, but for what the bot itself does not see', () => {
    expect(whyFor({ changes: twoChanges })).toContain(` ${twoChanges.sentence}.`);
    const blind = finding({ headline: 'Kubernetes refuses the bot (403)', blames: 'path' });
    const alarm = finding({ headline: 'RabbitMQ has an alarm' });
    expect(whyFor({ alsoFound: [blind, alarm] })).toMatch(/ Also found: RabbitMQ has an alarm\.$/);
  });

  it('names without a cause the look that decides, and the causes behind the likeliest two', () => {
    const alternatives = ['a', 'b', 'c', 'd'].map((id) => ({
      id,
      means: `it is ${id}`,
      summary: '',
      standing: 'not-excluded' as const,
    }));
    const { cause: _, ...open } = report({
      standing: 'open',
      headline: 'no consumer; likeliest: it is a, or it is b',
      alternatives,
      decidingLook: { look: 'jobs', why: 'The list of jobs shows it' },
    });
    expect(whyOf(open)).toBe(
      'What was seen fits more than one cause. The list of jobs shows it. It could be: it is c; it is d.',
    );
  });
});

describe('the facts beside it', () => {
  const gateway = '0.0 s  GET /ack answered 503 after 2.1 s by the gateway';

  it('are those that the sentences, the quote and the other facts do not say', () => {
    const event = '0.5 s  event FailedCreate: exceeded quota: panda-compute, requested: pods=1';
    const facts = [gateway, gateway, event, '0.1 s  configure got 503'];
    expect(newsOf(facts, 'Configure got 503.', 'exceeded quota: panda-compute, requested: pods=1')).toEqual([
      gateway,
      '0.1 s  configure got 503',
    ]);
    expect(newsOf([gateway], 'GET /ack answered 503 after 2.1 s by the gateway.')).toEqual([]);
  });
});
