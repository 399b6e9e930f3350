import { describe, expect, it } from 'vitest';
import { replyReport } from '#slack/blocks/reply.ts';
import { anyReport, holdsForAny } from '../../support/any-report.ts';
import { expectAcceptable, wordsOf } from '../../support/message.ts';
import { finding, report } from '../../support/report.ts';

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
        '<@U0ASKER> *Why:* It was still Pending after 30 s',
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

  it('says what proves it where the root has told why', () => {
    expect(wordsFor({ why: '' })).toMatch(/\*What proves it\*/);
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
