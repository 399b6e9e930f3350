import { describe, expect, it } from 'vitest';
import type { Enqueued } from '#slack/commands/stored.ts';
import { timingCommand } from '#slack/commands/timing.ts';
import { timingForm } from '#slack/views/timing-form.ts';
import { accepted, asker, queue } from '../../support/ask-slack.ts';
import { expectAcceptable } from '../../support/message.ts';
import { slackTools } from '../../support/slack-tools.ts';

async function type(text: string, answer: Enqueued = accepted) {
  const { asked, enqueue } = queue(answer);
  const person = asker();
  const command = timingCommand(slackTools({ enqueue }));
  await command.run(person.types(text));
  return { asked, answers: person.answers, forms: person.forms, texts: person.answers.map((content) => content.text) };
}

const HOW_TO_LEAVE = ' It is answered for you there; `/focus cancel k3f9q2m7xa` if you want that no more.';

describe('/focus timing', () => {
  it('says where the others are, or that the line is full, where no more is taken', async () => {
    const waiting = [{ id: 'inv-1', link: 'https://slack.example/p1' }, { id: 'inv-2' }];
    const { texts } = await type('', { kind: 'too-many', waiting });
    expect(texts[0]).toContain('you have 2 under way');
    expect(texts[0]).toContain('<https://slack.example/p1|inv-1>, inv-2');
    expect((await type('', { kind: 'line-full', waiting: 30 })).texts).toEqual([
      'Nothing was started: 30 wait for staging already, and the line takes no more. Ask again in some minutes.',
    ]);
  });

  it('puts the question on the queue and leaves the talking to the worker', async () => {
    const { asked, answers } = await type('production channels=1–20 timeout=45s');
    expect(asked).toEqual([
      {
        environment: 'production',
        request: {
          view: 'multichannel',
          channels: { min: 1, max: 20 },
          nfft: 2048,
          frequency: { min: 0, max: 500 },
          duration: 10,
          height: 1000,
        },
        timeoutMs: 45_000,
        requestedBy: 'U0ASKER',
        channel: 'C0OPS',
        triggerId: 'trigger-1',
      },
    ]);
    expect(answers).toEqual([]);
  });

  it('starts nothing and names every mistake, only to the asker', async () => {
    const { asked, texts } = await type('stagin nftt=1024 nfft=1000');
    expect(asked).toEqual([]);
    expect(texts).toEqual([
      [
        'Nothing was started:',
        '• there is no argument nftt; did you mean nfft?',
        '• there is no environment stagin; did you mean staging? (there is staging, production)',
        '• nfft=1000 is not a power of two from 128 to 65536; the nearest is nfft=1024',
        'See `/focus help timing`.',
      ].join('\n'),
    ]);
  });

  it('repeats nothing of a mistake that Slack would act on', async () => {
    const { answers, texts } = await type('<!channel> view=<@U0VICTIM> `x`=*y*');
    expect(texts[0]).toContain('&lt;!channel&gt;');
    for (const answer of answers) expectAcceptable(answer);
  });

  it('stays short when everything is wrong', async () => {
    const { texts } = await type(Array.from({ length: 60 }, (_, index) => `wrong${index}=1`).join(' '));
    expect(texts[0]).toMatch(/• and 52 more\n/);
    expect(texts[0]?.length).toBeLessThan(3000);
  });

  it('points to the message when the same question is being answered', async () => {
    const link = 'https://example.slack.com/archives/C0OPS/p1763048055000100?a=1&b=2';
    expect((await type('', { kind: 'already-running', investigation: 'k3f9q2m7xa', link })).texts).toEqual([
      'The same question about staging was asked before and is not answered yet: ' +
        '<https://example.slack.com/archives/C0OPS/p1763048055000100?a=1&amp;b=2|follow it here>.' +
        HOW_TO_LEAVE,
    ]);
    expect((await type('', { kind: 'already-running', investigation: 'k3f9q2m7xa' })).texts).toEqual([
      `The same question about staging was asked before and is not answered yet.${HOW_TO_LEAVE}`,
    ]);
  });

  it('makes no link of what is none', async () => {
    const { texts } = await type('', {
      kind: 'already-running',
      investigation: 'k3f9q2m7xa',
      link: 'https://a.example|x> <!channel',
    });
    expect(texts).toEqual([`The same question about staging was asked before and is not answered yet.${HOW_TO_LEAVE}`]);
  });

  it('says so when no worker is up', async () => {
    expect((await type('', { ...accepted, workers: 0 })).texts).toEqual([
      'Your request for staging is kept, but no worker is up. It starts as soon as one is.',
    ]);
  });

  it('says that the request is kept when the queue went silent after taking it', async () => {
    expect((await type('', { ...accepted, position: undefined, workers: undefined })).texts).toEqual([
      'Your request for staging is kept, but the queue does not answer now. It starts when it does.',
    ]);
  });

  it.each([
    ['form', 'staging'],
    [' “Form” ', 'staging'],
    ['form Production', 'production'],
    ['production form', 'production'],
  ])('opens the form for %j', async (text, environment) => {
    const { asked, answers, forms } = await type(text);
    expect(forms).toEqual([timingForm(slackTools(), { environment, channel: 'C0OPS' })]);
    expect([asked, answers]).toEqual([[], []]);
  });

  it('opens no form for what it does not know', async () => {
    const { forms, texts } = await type('form moon');
    expect(forms).toEqual([]);
    expect(texts).toEqual([
      'Nothing was started:\n• there is no environment moon (there is staging, production)\nSee `/focus help timing`.',
    ]);
  });

  it('lets the failure of the queue fly', async () => {
    const command = timingCommand(slackTools({ enqueue: () => Promise.reject(new Error('queue is down')) }));
    await expect(command.run(asker().types(''))).rejects.toThrow('queue is down');
  });
});

describe('/focus timing runs=10', () => {
  it('asks for a series, which is no investigation', async () => {
    const { asked, enqueue } = queue(accepted);
    const lookedUp: unknown[] = [];
    const lookUp = async (one: unknown) => {
      lookedUp.push(one);
      return { kind: 'enqueued', workers: 1, ahead: 0 } as const;
    };
    const person = asker();
    await timingCommand(slackTools({ enqueue, lookUp })).run(person.types('production runs=10 parallel=2'));
    expect(asked).toEqual([]);
    expect(lookedUp).toMatchObject([
      { environment: 'production', lookup: { kind: 'series', runs: 10, parallel: 2, timeoutMs: 30_000 } },
    ]);
    expect(person.answers).toEqual([]);
  });

  it('says by name what is allowed', async () => {
    expect((await type('runs=500')).texts[0]).toContain('runs=500 is outside 2 to 20; the nearest is runs=20');
  });
});
