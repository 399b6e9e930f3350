import { describe, expect, it } from 'vitest';
import { rules } from '#investigation/rules/index.ts';
import { findViewProblems } from '#lab/services/slack/view-problems.ts';
import { recordedRunAction } from '#slack/actions/evidence.ts';
import { rightAction } from '#slack/actions/right.ts';
import { wrongAction } from '#slack/actions/wrong.ts';
import type { Content } from '#slack/message/content.ts';
import { wrongModal, wrongView } from '#slack/views/wrong.ts';
import { asker } from '../../support/ask-slack.ts';
import { lookUps } from '../../support/look-ups.ts';
import { report } from '../../support/report.ts';

const causes = rules.map(({ id }) => id);
const kept = report();
const place = { channel: 'C0OPS', ts: '1763048055.000100' };
const whoAndWhere = { environment: 'staging', requestedBy: 'U0ASKER', channel: 'C0OPS', thread: place.ts };

function tools(workers: number | undefined = 1) {
  const { asked, lookUp } = lookUps(workers);
  const reportOf = async (id: string) => (id === kept.investigation ? kept : undefined);
  const mask = (text: string) => text.replaceAll('hunter2', '‹hidden›');
  return { asked, lookUp, reportOf, causes, mask };
}

describe('the button Right', () => {
  it('keeps who says so, on the message where it is, for whoever presses', async () => {
    const [person, with_] = [asker(), tools()];
    await rightAction(with_).run(person.clicks('inv-7f3a'));
    expect(with_.asked).toEqual([
      {
        lookup: { kind: 'opinion', investigation: 'inv-7f3a', said: { says: 'right' } },
        triggerId: 'trigger-1',
        ...whoAndWhere,
      },
    ]);
    expect(person.answers).toEqual([]);
  });

  it('says that the report is no longer kept, and keeps nothing', async () => {
    const [person, with_] = [asker(), tools()];
    for (const action of [rightAction(with_), wrongAction(with_)]) await action.run(person.clicks('<!channel>'));
    expect(person.answers.map(({ text }) => text)).toEqual(
      Array(2).fill(
        'Nothing was marked: the report of investigation &lt;!channel&gt; is no longer kept, and what is said of it would be lost.',
      ),
    );
    expect([with_.asked, person.forms]).toEqual([[], []]);
  });

  it('tells who presses when no worker is up', async () => {
    const person = asker();
    await rightAction(tools(0)).run(person.clicks('inv-7f3a'));
    expect(person.answers[0]?.text).toContain('no worker is up');
  });
});

describe('the button Wrong, it was …', () => {
  it('opens a form with every cause but the one that was named', async () => {
    const person = asker();
    await wrongAction(tools()).run(person.clicks('inv-7f3a'));
    const [view] = person.forms;
    expect(view && findViewProblems(view)).toEqual([]);
    const values = [...JSON.stringify(view).matchAll(/"value":"([^"]+)"/g)].map(([, value]) => value);
    expect(values).toEqual(['something-else', ...causes.filter((id) => id !== 'pod-not-scheduled').sort()]);
    expect(view?.title.text).toBe('Wrong, it was …');
  });

  it('opens one that wrongs nobody where no cause was named', () => {
    const { cause: _, ...open } = kept;
    expect(wrongView(open, place, causes).title.text).toBe('It was …');
  });

  it('is a form that Slack takes, however many causes there are', () => {
    const many = Array.from({ length: 300 }, (_, i) => `cause-${i}-${'x'.repeat(60)}`);
    expect(findViewProblems(wrongView(kept, place, many))).toEqual([]);
  });
});

describe('the form of what it was', () => {
  const metadata = JSON.stringify({ investigation: 'inv-7f3a', ...place });

  async function submit(
    values: Readonly<Record<string, string | undefined>>,
    { with: with_ = tools(), about = metadata } = {},
  ) {
    const whispers: Content[] = [];
    const checked = wrongModal(with_).check({ user: 'U0ASKER', metadata: about, values });
    if ('mistakes' in checked) return { mistakes: checked.mistakes, asked: with_.asked };
    await checked.run({ whisper: async (content) => void whispers.push(content), triggerId: 'trigger-2' });
    return { asked: with_.asked, whispers: whispers.map(({ text }) => text) };
  }

  it('keeps the cause and the note, masked before it leaves the process', async () => {
    const { asked, whispers } = await submit({ cause: 'rabbitmq-alarm', note: 'password was hunter2' });
    expect(asked).toEqual([
      {
        lookup: {
          kind: 'opinion',
          investigation: 'inv-7f3a',
          said: { says: 'wrong', instead: 'rabbitmq-alarm', note: 'password was ‹hidden›' },
        },
        triggerId: 'trigger-2',
        ...whoAndWhere,
      },
    ]);
    expect(whispers).toEqual([]);
  });

  it('names no cause for something else', async () => {
    const { asked } = await submit({ cause: 'something-else', note: undefined });
    expect(asked[0]?.lookup).toEqual({ kind: 'opinion', investigation: 'inv-7f3a', said: { says: 'wrong' } });
  });

  it.each([
    ['no cause', { cause: undefined }, metadata, { cause: 'Choose one from the list.' }],
    ['a cause that is none', { cause: 'gremlins' }, metadata, { cause: 'Choose one from the list.' }],
    ['a novel', { cause: 'rabbitmq-alarm', note: 'x'.repeat(501) }, metadata, { note: 'At most 500 characters.' }],
    [
      'no report',
      { cause: 'rabbitmq-alarm' },
      'nonsense',
      { cause: expect.stringMatching(/^It is lost which report/) },
    ],
    [
      'a place that is none',
      { cause: 'rabbitmq-alarm' },
      JSON.stringify({ investigation: 'inv-7f3a', channel: '<!channel>', ts: '1.2' }),
      { cause: expect.stringMatching(/^It is lost which report/) },
    ],
  ])('says what is wrong with %s, and keeps nothing', async (_what, values, about, mistakes) => {
    expect(await submit(values, { about })).toEqual({ mistakes, asked: [] });
  });

  it('says when the report was forgotten meanwhile, and when no worker is up', async () => {
    const forgotten = { ...tools(), reportOf: async () => undefined };
    const { asked, whispers } = await submit({ cause: 'rabbitmq-alarm' }, { with: forgotten });
    expect([asked, whispers]).toEqual([[], [expect.stringContaining('no longer kept')]]);
    expect((await submit({ cause: 'rabbitmq-alarm' }, { with: tools(0) })).whispers).toEqual([
      expect.stringContaining('no worker is up'),
    ]);
  });
});

describe('the button Recorded run', () => {
  it('has the file under the message that begins the thread, where its message is a reply', async () => {
    const [person, with_] = [asker(), tools()];
    await recordedRunAction(with_).run({ ...person.clicks('inv-7f3a'), threadTs: '1763048000.000100' });
    expect(with_.asked).toMatchObject([{ thread: '1763048000.000100' }]);
  });

  it('asks for the file in the thread of the message', async () => {
    const [person, with_] = [asker(), tools()];
    await recordedRunAction(with_).run(person.clicks('inv-7f3a'));
    expect(with_.asked).toMatchObject([
      { lookup: { kind: 'recorded-run', investigation: 'inv-7f3a' }, ...whoAndWhere },
    ]);
    expect(person.answers.map(({ text }) => text)).toEqual([expect.stringContaining('in the thread of this message')]);
    await recordedRunAction(with_).run(person.clicks('gone'));
    expect(person.answers.at(-1)?.text).toContain('no longer kept');
    expect(with_.asked).toHaveLength(1);
  });
});
