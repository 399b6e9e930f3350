import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findMistakes } from '#asking/limits.ts';
import type { JobRequest } from '#investigation/subject.ts';
import { createActions } from '#slack/actions/index.ts';
import { runAgainAction } from '#slack/actions/run-again.ts';
import { readRunAgain, writeRunAgain } from '#slack/actions/values.ts';
import type { Enqueued } from '#slack/commands/stored.ts';
import { anyText } from '../../support/any-report.ts';
import { accepted, asker, queue } from '../../support/ask-slack.ts';
import { expectAcceptable } from '../../support/message.ts';
import { ASKED_AT, slackTools } from '../../support/slack-tools.ts';

const request: JobRequest = {
  view: 'waterfall',
  channels: { min: 3, max: 40 },
  nfft: 2048,
  frequency: { min: 10, max: 900 },
  duration: 2.5,
  height: 800,
  recording: { from: 1_763_047_800, to: 1_763_048_400 },
};
const again = { environment: 'staging', request, timeoutMs: 45_000 };

async function click(value: string, answer: Enqueued = accepted) {
  const { asked, enqueue } = queue(answer);
  const person = asker();
  await runAgainAction(slackTools({ environments: ['staging'], enqueue })).run(person.clicks(value));
  return { asked, answers: person.answers, texts: person.answers.map(({ text }) => text) };
}

describe('the button Run again', () => {
  it('asks the same question for whoever clicks, where the message is', async () => {
    const { asked, answers } = await click(writeRunAgain(again) ?? '');
    expect(asked).toEqual([{ ...again, requestedBy: 'U0ASKER', channel: 'C0OPS', triggerId: 'trigger-1' }]);
    expect(answers).toEqual([]);
  });

  it('answers like the command when the question is already being answered or no worker is up', async () => {
    const value = writeRunAgain(again) ?? '';
    expect((await click(value, { kind: 'already-running', investigation: 'k3f9q2m7xa' })).texts[0]).toMatch(
      /^The same question about staging/,
    );
    expect((await click(value, { ...accepted, workers: 0 })).texts[0]).toMatch(/no worker is up/);
  });

  it.each([
    ['nonsense', 'Nothing was started: the request in the button cannot be read. Type `/focus timing` to ask anew.'],
    [JSON.stringify({ ...again, environment: 'gone' }), 'Nothing was started: there is no environment gone any more.'],
    [
      JSON.stringify({ ...again, request: { ...request, nfft: 1000 } }),
      'Nothing was started: nfft=1000 is not a power of two',
    ],
    [JSON.stringify({ ...again, timeoutMs: 86_400_000 }), 'Nothing was started: timeout=86400s is outside 5s to 120s'],
    [
      JSON.stringify({ ...again, request: { ...request, view: '<!channel>' } }),
      'the request in the button cannot be read',
    ],
  ])('starts nothing for %s', async (value, text) => {
    const { asked, texts } = await click(value);
    expect(asked).toEqual([]);
    expect(texts[0]).toContain(text);
  });

  it('enqueues nothing that breaks a rule and says nothing active, whatever comes back', async () => {
    const hostile = fc.oneof(
      anyText,
      fc.json(),
      fc
        .record({
          environment: fc.constantFrom('staging', '<!channel>'),
          request: fc.record({ ...constants(request), nfft: fc.nat(), height: fc.double() }),
          timeoutMs: fc.nat(),
        })
        .map((one) => JSON.stringify(one)),
    );
    await fc.assert(
      fc.asyncProperty(hostile, async (value) => {
        const { asked, answers } = await click(value);
        for (const one of asked) expect(findMistakes(one.request, ASKED_AT)).toEqual([]);
        for (const answer of answers) expectAcceptable(answer);
        expect(asked.length + answers.length).toBe(1);
      }),
    );
  });
});

describe('the value of the button', () => {
  it('survives the way to Slack and back', () => {
    expect(readRunAgain(writeRunAgain(again) ?? '', ASKED_AT)).toEqual(again);
    const { recording: _, ...live } = request;
    expect(readRunAgain(writeRunAgain({ ...again, request: live }) ?? '', ASKED_AT)).toEqual({
      ...again,
      request: live,
    });
  });

  it('is absent rather than longer than Slack allows', () => {
    expect(writeRunAgain({ ...again, environment: 'x'.repeat(1990) })).toBeUndefined();
  });
});

describe('the buttons', () => {
  it('each have an id of their own', () => {
    const ids = createActions(slackTools()).map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    expect(ids).toEqual(expect.arrayContaining(['run-again', 'evidence', 'timing-form', 'status', 'jobs']));
  });
});

function constants<T extends object>(value: T): { [K in keyof T]: fc.Arbitrary<T[K]> } {
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fc.constant(one)])) as {
    [K in keyof T]: fc.Arbitrary<T[K]>;
  };
}
