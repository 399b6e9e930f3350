import type { KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timingArguments } from '#asking/timing.ts';
import { findViewProblems } from '#lab/services/slack/view-problems.ts';
import type { Submitted } from '#slack/commands/command.ts';
import type { Enqueued } from '#slack/commands/stored.ts';
import { timingCommand } from '#slack/commands/timing.ts';
import { timingForm } from '#slack/views/timing-form.ts';
import { timingModal } from '#slack/views/timing-modal.ts';
import { anyText } from '../../support/any-report.ts';
import { accepted, asker, queue } from '../../support/ask-slack.ts';
import { expectAcceptable } from '../../support/message.ts';
import { slackTools } from '../../support/slack-tools.ts';

type Values = Submitted['values'];

/** What the form holds as it comes. */
const usual = {
  environment: 'staging',
  channel: 'C0OPS',
  view: 'multichannel',
  channels: '1-50',
  nfft: '1024',
  frequency: '0-500',
  duration: '10',
  height: '1000',
  timeout: '30 s',
} as const satisfies Values;

function initialValues(view: ReturnType<typeof timingForm>): Record<string, unknown> {
  return Object.fromEntries(
    (view.blocks as readonly KnownBlock[]).flatMap((block) => {
      if (block.type !== 'input') return [];
      const { initial_value, initial_option, initial_conversation } = { ...block.element } as Record<string, unknown>;
      const chosen = (initial_option as { value?: string } | undefined)?.value;
      return [[block.block_id, initial_value ?? chosen ?? initial_conversation]];
    }),
  );
}

async function submit(values: Values, answer: Enqueued = accepted) {
  const { asked, enqueue } = queue(answer);
  const checked = timingModal(slackTools({ enqueue })).check({ user: 'U0ASKER', metadata: '', values });
  if ('mistakes' in checked) return { asked, mistakes: checked.mistakes, texts: [] };
  const texts: string[] = [];
  await checked.run({ triggerId: 'trigger-1', whisper: async ({ text }) => void texts.push(text) });
  return { asked, mistakes: {}, texts };
}

/** What `/focus timing` asks for when these are its arguments. */
async function typed(values: Values) {
  const { asked, enqueue } = queue(accepted);
  const line = Object.entries(values).flatMap(([name, value]) => (name === 'channel' ? [] : [`${name}=${value}`]));
  const person = asker();
  await timingCommand(slackTools({ enqueue })).run(person.types(line.join(' ')));
  return asked;
}

describe('the form of /focus timing', () => {
  it('has a field for each argument, and one for the channel', () => {
    const fields = Object.keys(initialValues(timingForm(slackTools(), {})));
    expect(fields.toSorted()).toEqual(
      ['environment', 'channel', ...timingArguments.map(({ name }) => name)].toSorted(),
    );
  });

  it('comes filled in with what is usually asked for, for where it was asked', () => {
    expect(initialValues(timingForm(slackTools(), { channel: 'C0OPS' }))).toEqual(usual);
  });

  it('takes every default from the environment', () => {
    const defaults = {
      view: 'waterfall',
      channels: { min: 7, max: 9 },
      nfft: 65_536,
      frequency: { min: 10, max: 20 },
      duration: 2.5,
      height: 300,
    } as const;
    const defaultsOf = (name: string) => (name === 'production' ? defaults : {});
    expect(initialValues(timingForm(slackTools({ defaultsOf }), { environment: 'production' }))).toEqual({
      environment: 'production',
      view: 'waterfall',
      channels: '7-9',
      nfft: '65536',
      frequency: '10-20',
      duration: '2.5',
      height: '300',
      timeout: '30 s',
    });
  });

  it('asks for the channel where it was opened outside of one', () => {
    for (const channel of ['D0ASKER', 'U0ASKER', '<!channel>'])
      expect(initialValues(timingForm(slackTools(), { channel })).channel).toBeUndefined();
  });

  it('is taken by Slack, also with 60 environments and long names', () => {
    const environments = Array.from({ length: 60 }, (_, index) => `place-${index}-${'x'.repeat(31)}`);
    const [, second = ''] = environments;
    const tools = slackTools({ environments, defaultEnvironment: second });
    expect(findViewProblems(timingForm(slackTools(), { channel: 'C0OPS' }))).toEqual([]);
    expect(findViewProblems(timingForm(tools, {}))).toEqual([]);
  });

  it('tells what each field takes without the name that would be typed', () => {
    const hints = JSON.stringify(
      timingForm(slackTools(), {}).blocks.flatMap((block) => ('hint' in block ? block.hint : [])),
    );
    expect(hints).toContain('1 to 2222; 7 is channel 7 alone.');
    for (const { name } of timingArguments) expect(hints).not.toContain(`${name}=`);
  });
});

describe('a submitted form of /focus timing', () => {
  it('is enqueued as it came, for the chosen channel, and says nothing more', async () => {
    const { asked, texts } = await submit({ ...usual, channel: 'G0PRIVATE' });
    const [command] = await typed({});
    expect(asked).toEqual([{ ...command, channel: 'G0PRIVATE' }]);
    expect(texts).toEqual([]);
  });

  it('asks for a recording where both times are chosen', async () => {
    const { asked } = await submit({ ...usual, from: '1763047800', to: '1763048400' });
    expect(asked).toMatchObject([{ request: { recording: { from: 1_763_047_800, to: 1_763_048_400 } } }]);
  });

  it('tells the asker what the command would tell', async () => {
    expect((await submit(usual, { ...accepted, workers: 0 })).texts).toEqual([
      'Your request for staging is kept, but no worker is up. It starts as soon as one is.',
    ]);
  });

  it('shows each mistake below its field, in the words of a form', async () => {
    const wrong = { ...usual, channel: undefined, channels: '1–9999', nfft: '1000', timeout: '30', from: '1763047800' };
    expect(await submit(wrong)).toMatchObject({
      asked: [],
      mistakes: {
        channel: 'Choose the channel where the report is to go.',
        channels: '1-9999 is outside 1-2222; the nearest is 1-2222.',
        nfft: '1000 is not a power of two from 128 to 65536; the nearest is 1024.',
        timeout: '30 has no unit; write 30s.',
        to: 'To is missing; a recording needs both from and to.',
      },
    });
  });

  it('forgives the name of a field in it, as the command would be typed', async () => {
    expect((await submit({ ...usual, channels: 'channels=7' })).asked).toMatchObject([
      { request: { channels: { min: 7, max: 7 } } },
    ]);
  });

  it.each([
    ['1-5 timeout=120s', '1-5 timeout=120s is not one value.'],
    ['1-5 production', '1-5 production is not one value.'],
    ['"', '" is not one value.'],
    ['5-1', '5-1 is upside down; write 1-5.'],
    ['<!channel>', '<!channel> is not a range of channels; write it like 1-50 or 7.'],
  ])('lets no field speak of another: %s', async (channels, mistake) => {
    expect(await submit({ ...usual, channels })).toMatchObject({ asked: [], mistakes: { channels: mistake } });
  });

  it.each(['D0ASKER', 'U0ASKER', 'C0OPS\n', '<!channel>', ''])('goes to no channel such as %j', async (channel) => {
    const { asked, mistakes } = await submit({ ...usual, channel });
    expect(asked).toEqual([]);
    expect(Object.keys(mistakes)).toEqual(['channel']);
  });

  it('enqueues exactly what the command would with the same values, or nothing', async () => {
    const word = fc.oneof(
      fc.constantFrom('1-50', '7', '9-3', '0', '1024', '1000', '2.5', '30s', '1 min', '5 s', '1 - 5', 'waterfall'),
      fc.constantFrom('singlechannel', 'production', 'Staging', '1763047800', '1763048400', '9999999999', '-1', '“7”'),
      fc.string({ unit: fc.constantFrom(...'0123456789-.sHz'), minLength: 1, maxLength: 6 }),
    );
    const names = Object.keys({ ...usual, from: '', to: '' }).filter((name) => name !== 'channel');
    const some = fc.dictionary(fc.constantFrom(...names), word, { maxKeys: 3 });
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(some, async (changes) => {
        const values = { ...usual, ...changes };
        const { asked, mistakes } = await submit(values);
        expect(asked).toEqual(await typed(values));
        expect(asked.length === 0).toBe(Object.keys(mistakes).length > 0);
        taken += asked.length;
      }),
      { numRuns: 400 },
    );
    expect(taken).toBeGreaterThan(20);
  });

  it('names only its own fields and says nothing active, whatever comes', async () => {
    const fields = initialValues(timingForm(slackTools(), {}));
    const hostile = fc.dictionary(fc.constantFrom(...Object.keys(fields)), anyText);
    await fc.assert(
      fc.asyncProperty(hostile, fc.boolean(), async (values, isFilled) => {
        const { asked, mistakes } = await submit(isFilled ? { ...usual, ...values } : values);
        expect(Object.keys(fields)).toEqual(expect.arrayContaining(Object.keys(mistakes)));
        for (const said of Object.values(mistakes)) {
          expect(said.length).toBeLessThanOrEqual(200);
          expectAcceptable({ text: said.replaceAll(/[<>&]/g, '') });
        }
        for (const { environment } of asked) expect(['staging', 'production']).toContain(environment);
      }),
    );
  });
});
