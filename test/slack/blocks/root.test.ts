import { describe, expect, it } from 'vitest';
import { type RunAgain, readDecidingLook } from '#slack/actions/values.ts';
import { rootReport } from '#slack/blocks/root.ts';
import { anyReport, holdsForAny } from '../../support/any-report.ts';
import { expectAcceptable, wordsOf } from '../../support/message.ts';
import { finding, report } from '../../support/report.ts';

const again: RunAgain = {
  environment: 'staging',
  request: {
    view: 'multichannel',
    channels: { min: 1, max: 50 },
    nfft: 1024,
    frequency: { min: 0, max: 500 },
    duration: 10,
    height: 1000,
  },
  timeoutMs: 30_000,
};

function buttonsOf(content: ReturnType<typeof rootReport>) {
  const actions = content.blocks?.find((block) => block.type === 'actions');
  return actions?.elements.flatMap((element) => (element.type === 'button' ? [element] : [])) ?? [];
}

describe('the root message of a report', () => {
  it('says the answer first, in the notification too', () => {
    const content = rootReport(report(), again);
    const answer = 'The pod of job 19-7 was still Pending after 30.0 s: 0/2 nodes have a free GPU';
    expect(content.text).toBe(`:red_circle: Broken (staging): ${answer}. Next: Check for a free GPU and a ready node`);
    expect(wordsOf(content).startsWith(` Broken: \n${answer}\nNext: \nCheck for a free GPU`)).toBe(true);
    expectAcceptable(content);
  });

  it.each([
    ['healthy', 'Healthy', 'large_green_circle'],
    ['degraded', 'Degraded', 'large_yellow_circle'],
    ['broken', 'Broken', 'red_circle'],
    ['inconclusive', 'Inconclusive', 'white_circle'],
  ] as const)('tells %s by a word and a mark', (verdict, word, mark) => {
    const content = rootReport(report({ verdict }));
    expect(content.text).toContain(`:${mark}: ${word}`);
    expect(JSON.stringify(content.blocks?.[0])).toContain(`{"type":"emoji","name":"${mark}"}`);
    expect(wordsOf(content)).toContain(word);
  });

  it('names times, who asked, what was asked, when, and what was not seen', () => {
    const words = wordsOf(rootReport(report()));
    expect(words).toContain('*Consumer:* &gt; 30.0 s');
    expect(words).toContain('Not seen: \nrabbitmq');
    expect(words).toContain('Asked by <@U0ASKER> · staging · job 19-7 · multichannel, channels 1-50');
    expect(words).toContain('<!date^1763048055^{date_short_pretty} {time_secs}|2025-11-13 15:34:15 UTC> · took 31.2 s');
  });

  it('says nothing about a job that never was, nor about times and gaps that are not', () => {
    const { jobId: _, ...jobless } = report({ keyTimes: [], notSeen: [] });
    const words = wordsOf(rootReport(jobless));
    expect(words).not.toContain('job 19-7 ·');
    expect(words).not.toContain('Not seen');
    expectAcceptable(rootReport(jobless));
  });

  it('names a second cause under the first', () => {
    const alsoFound = [finding({ summary: 'RabbitMQ raised a memory alarm' }), finding()];
    expect(wordsOf(rootReport(report({ alsoFound })))).toContain(
      'Also: \nRabbitMQ raised a memory alarm (and 1 more in the thread)',
    );
  });

  it('has the buttons Run again, Logs and Evidence, with words for screen readers', () => {
    expect(
      buttonsOf(rootReport(report(), again)).map(({ action_id, text, accessibility_label }) => [
        action_id,
        text.text,
        accessibility_label,
      ]),
    ).toEqual([
      ['run-again', 'Run again', 'Ask staging for the same job again'],
      ['logs', 'Logs', 'Show the most telling log lines from staging'],
      ['evidence', 'Evidence', 'Attach all that was seen in staging as one file'],
    ]);
    expect(buttonsOf(rootReport(report(), again)).map(({ value }) => value)).toEqual([
      JSON.stringify(again),
      'inv-7f3a',
      'inv-7f3a',
    ]);
  });

  it('has no button Run again when the request is not known or too long for Slack', () => {
    expect(buttonsOf(rootReport(report())).map(({ action_id }) => action_id)).toEqual(['logs', 'evidence']);
    const long = report({ environment: 'x'.repeat(2000) });
    expect(buttonsOf(rootReport(long, again)).map(({ action_id }) => action_id)).toEqual(['logs', 'evidence']);
  });

  it('says how sure it is where the cause is likely, and nothing where it is certain or nobody told', () => {
    const sure = (cause: Parameters<typeof finding>[0]) => wordsOf(rootReport(report({ cause: finding(cause) })));
    const sureness = 'likely: what was seen fits nothing else that is known';
    expect(sure({ confidence: 'likely', sureness })).toContain(`How sure: \n${sureness}`);
    expect(sure({ confidence: 'certain', sureness: 'certain: Kubernetes says so' })).not.toContain('How sure');
    expect(sure({})).not.toContain('How sure');
  });

  it('says what it could be where no cause is determined, and has the button of the look that would decide it', () => {
    const { cause: _, ...open } = report({
      alternatives: [
        { id: 'rabbitmq-alarm', summary: 'RabbitMQ may block', standing: 'possible' },
        { id: 'pod-not-scheduled', summary: 'Pod not scheduled: not asked', standing: 'not-excluded' },
      ],
      decidingLook: { look: 'logs', jobId: '19-7', why: 'An error would name the cause' },
    });
    const content = rootReport(open, again);
    expect(wordsOf(content)).toContain('Could be: \nRabbitMQ may block; not excluded: pod-not-scheduled');
    expect(wordsOf(rootReport({ ...open, cause: finding() }))).not.toContain('Could be');
    const [button] = buttonsOf(content);
    expect([button?.action_id, button?.text.text]).toEqual(['decide:logs', 'Its logs']);
    expect(readDecidingLook(button?.value ?? '')).toEqual({
      environment: 'staging',
      lookup: { kind: 'logs', request: { jobId: '19-7', pods: 'all', previous: false } },
    });
    expectAcceptable(content);
  });

  it('is accepted by Slack and inert for any report', () => {
    holdsForAny(anyReport, (any) => expectAcceptable(rootReport(any, again)));
  });
});
