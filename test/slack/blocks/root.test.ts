import { describe, expect, it } from 'vitest';
import { type RunAgain, readDecidingLook } from '#slack/actions/values.ts';
import { rootReport } from '#slack/blocks/root.ts';
import { anyReport, holdsForAny } from '../../support/any-report.ts';
import { expectAcceptable, wordsOf } from '../../support/message.ts';
import { report } from '../../support/report.ts';

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
  it('says the cause first, then the act, the words that say it, and the course; in the notification too', () => {
    const content = rootReport(report(), again);
    expect(content.text).toBe(
      ':red_circle: staging: job 19-7 found no node: no GPU is free · Kubernetes says so. Do today: Check for a free GPU and a ready node. Job 2-40 got its consumer 4 min ago.',
    );
    expect(wordsOf(content)).toBe(
      [
        ' staging: job 19-7 found no node: no GPU is free',
        ' · Kubernetes says so',
        'Do today: ',
        'Check for a free GPU and a ready node. Job 2-40 got its consumer 4 min ago.',
        '“0/2 nodes are available: 2 Insufficient nvidia.com/gpu.shared”',
        'configure 0.3 s → ✗ pod never, 30 s',
        'Details',
        'Logs',
        'Run again',
      ].join('\n'),
    );
    expectAcceptable(content);
  });

  it.each([
    ['works', 'large_green_circle'],
    ['slow', 'large_yellow_circle'],
    ['fails', 'red_circle'],
    ['request', 'white_circle'],
    ['open', 'large_orange_circle'],
    ['blind', 'white_circle'],
  ] as const)('is red for a stack that fails alone, and marks what %s otherwise', (standing, mark) => {
    const content = rootReport(report({ standing }));
    expect(content.text.startsWith(`:${mark}: staging: `)).toBe(true);
    expect(JSON.stringify(content.blocks?.[0])).toContain(`{"type":"emoji","name":"${mark}"}`);
  });

  it('is one line of a run that is well, with who asked, since no reply follows', () => {
    const {
      quote: _,
      sure: __,
      scope: ___,
      ...well
    } = report({
      verdict: 'healthy',
      standing: 'works',
      headline: 'consumer after 2.7 s',
      urgency: 'none',
      nextStep: 'Nothing to do',
      phases: [],
    });
    const content = rootReport(well, again);
    expect(wordsOf(content)).toBe(
      [
        ' staging: consumer after 2.7 s',
        ', usually 1–5 s',
        'job 19-7 · asked by <@U0ASKER>',
        'Details',
        'Evidence',
        'Run again',
      ].join('\n'),
    );
    expect(wordsOf(content).length).toBeLessThanOrEqual(250);
    expectAcceptable(content);
  });

  it('names the slowest step of a run that is well, where one took longer than usual', () => {
    const phases = [
      { id: 'queue', label: 'Making the queue', took: '2.1 s', usual: '0.6–1.9 s', judgement: 'longer' },
    ] as const;
    const words = wordsOf(rootReport(report({ standing: 'works', phases })));
    expect(words).toContain('slowest: making the queue 2.1 s (0.6–1.9 s)');
  });

  it('names of the request what is not as usual, and the job where the headline does not', () => {
    const words = wordsOf(rootReport(report({ headline: 'RabbitMQ is down', unusualRequest: 'NFFT 8192' })));
    expect(words).toContain('job 19-7 · NFFT 8192');
  });

  it('has the buttons Details, Logs and Run again, with words for screen readers', () => {
    expect(
      buttonsOf(rootReport(report(), again)).map(({ action_id, text, accessibility_label }) => [
        action_id,
        text.text,
        accessibility_label,
      ]),
    ).toEqual([
      ['details', 'Details', 'Details: Show all that is known of this run in staging'],
      ['logs', 'Logs', 'Logs: Show the most telling log lines from staging'],
      ['run-again', 'Run again', 'Run again: Ask staging for the same job again'],
    ]);
    expect(buttonsOf(rootReport(report(), again)).map(({ value }) => value)).toEqual([
      'inv-7f3a',
      'inv-7f3a',
      JSON.stringify(again),
    ]);
  });

  it('has no button Run again when the request is not known or too long for Slack', () => {
    expect(buttonsOf(rootReport(report())).map(({ action_id }) => action_id)).toEqual(['details', 'logs']);
    const long = report({ environment: 'x'.repeat(2000) });
    expect(buttonsOf(rootReport(long, again)).map(({ action_id }) => action_id)).toEqual(['details', 'logs']);
  });

  it('has the button of the look that would decide it, where no cause is determined', () => {
    const { cause: _, ...open } = report({
      decidingLook: { look: 'logs', jobId: '19-7', why: 'An error would name the cause' },
    });
    const content = rootReport(open, again);
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
