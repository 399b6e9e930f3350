import { describe, expect, it } from 'vitest';
import { replyReport } from '#slack/blocks/reply.ts';
import { anyReport, holdsForAny } from '../../support/any-report.ts';
import { expectAcceptable, wordsOf } from '../../support/message.ts';
import { finding, report, twoChanges } from '../../support/report.ts';

function wordsFor(changes: Parameters<typeof report>[0]): string {
  const content = replyReport(report(changes));
  if (!content) throw new Error('there is no reply');
  expectAcceptable(content);
  return wordsOf(content);
}

describe('the one reply of a report', () => {
  it('mentions who asked, and says why, what proves it, what the logs say, and what was not seen', () => {
    const words = wordsFor({
      cause: finding({ commands: ['kubectl get pods', 'kubectl get nodes', 'kubectl top pods', 'kubectl top nodes'] }),
    });
    expect(words).toBe(
      [
        '<@U0ASKER> *Why:* The pod of job 19-7 was still Pending after 30.0 s: 0/2 nodes have a free GPU.',
        '30 s its pod Pending, not Ready',
        '+0.31 s backend GPU quota: nvidia.com/gpu.shared <none> & `none`',
        'kubectl get nodes\nkubectl top pods',
        'Not seen: ',
        'rabbitmq: the management API of staging is not configured',
        'Right',
        'Wrong, it was …',
        'Evidence',
      ].join('\n'),
    );
  });

  it('is not sent of a run that is well: the root has said all', () => {
    expect(replyReport(report({ standing: 'works' }))).toBeUndefined();
  });

  it('mentions nobody where a check or a command line asked', () => {
    expect(wordsFor({ requestedBy: 'check nightly' })).toMatch(/^\*Why:/);
  });

  it('leaves out of its sentences and facts what the headline, the quote or the sentences say', () => {
    const summary = 'Focus Server of staging is down: configure got 503; the log says "pz.a no disk is left on node 3"';
    const said = wordsFor({
      headline: 'Focus Server is down',
      quote: 'no disk is left on node 3',
      cause: finding({ summary }),
      facts: ['0.0 s  GET /ack answered 503 after 2.1 s by the gateway', '0.1 s  configure got 503'],
    });
    expect(said).toMatch(/\*Why:\* Configure got 503\.\n/);
    expect(said).toContain('GET /ack answered 503 after 2.1 s by the gateway\n');
    expect(wordsFor({ headline: 'Focus Server is down', cause: finding({ summary: 'Focus Server is down' }) })).toMatch(
      /\*What proves it\*/,
    );
  });

  it('says its times plainly, and no names that pods and queues have for one time', () => {
    const summary = 'grpc-job-19-7-8rlgb got queue grpc-job-19-7-1796011042.98 after 0.39–1.69 s, usually 1–7 s';
    expect(wordsFor({ cause: finding({ summary }) })).toContain(
      'grpc-job-19-7 got queue grpc-job-19-7 after ≈ 1.69 s, usually 1–7 s.',
    );
  });

  it('says what changed, and what was found besides, but for what the bot itself does not see', () => {
    expect(wordsFor({ changes: twoChanges })).toContain(` ${twoChanges.sentence}.`);
    expect(wordsFor({ alsoFound: [finding({ headline: 'Kubernetes refuses the bot (403)' })] })).not.toContain('403');
    expect(wordsFor({ alsoFound: [finding({ headline: 'RabbitMQ has an alarm' })] })).toContain(
      'Also found: RabbitMQ has an alarm.',
    );
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
    const words = wordsOf(replyReport(open) ?? { text: '' });
    expect(words).toContain('The list of jobs shows it. It could be: it is c; it is d.');
  });

  it('says each reason for blindness once, and an entry that the root quotes not again', () => {
    const notSeen = ['pods', 'events', 'logs'].map((what) => ({ what, why: 'Kubernetes answered 401' }));
    const words = wordsFor({ notSeen, quote: 'GPU quota' });
    expect(words).toContain('pods, events, logs: answered 401');
    expect(words.match(/401/g)).toHaveLength(1);
    expect(words).not.toContain('GPU quota');
  });

  it('gives no half of a command: one that is too long is in the details alone', () => {
    const commands = [`kubectl delete pod ${'x'.repeat(500)} --dry-run=server`, 'kubectl get nodes'];
    const words = wordsFor({ cause: finding({ commands }) });
    expect(words).toContain('\nkubectl get nodes\n');
    expect(words).not.toContain('kubectl delete');
  });

  it('links to the page of its cause where one is set', () => {
    const content = replyReport(report(), { docsUrl: 'https://git.example/focus/docs/' });
    expect(JSON.stringify(content)).toContain(
      '<https://git.example/focus/docs/rules/pod-not-scheduled.md|About this cause>',
    );
    const hostile = report({ cause: finding({ id: '../x|<!channel>' }) });
    expect(JSON.stringify(replyReport(hostile, { docsUrl: 'https://git.example/focus/docs/' }))).not.toContain('About');
  });

  it('is accepted by Slack and inert for any report', () => {
    holdsForAny(anyReport, (any) => {
      const content = replyReport(any);
      if (content) expectAcceptable(content);
    });
  });
});
