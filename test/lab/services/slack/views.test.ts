import { once } from 'node:events';
import { createServer } from 'node:http';
import type { HomeView, InputBlock, KnownBlock, ModalView } from '@slack/types';
import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LabSlack, openSlack } from '#lab/services/slack/lab-slack.ts';
import { findViewProblems } from '#lab/services/slack/view-problems.ts';
import { systemClock } from '#lib/clock.ts';
import { quietLogger } from '../../../support/slack-logger.ts';
import { soon } from '../../../support/soon.ts';

const USER = 'U0LEAD';
const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (value: string) => ({ text: plain(value), value });
const input = (block_id: string, element: InputBlock['element'], optional = false): InputBlock => ({
  type: 'input',
  block_id,
  label: plain(block_id),
  optional,
  element: { action_id: 'it', ...element },
});
const form = (blocks: KnownBlock[], fields: object = {}): ModalView => ({
  type: 'modal',
  title: plain('Timing'),
  submit: plain('Start'),
  blocks,
  ...fields,
});
const divider = { type: 'divider' as const };
const text = input('text', { type: 'plain_text_input' });

describe('the judge of views', () => {
  it('takes what Slack takes', () => {
    const fields: KnownBlock[] = [
      { type: 'section', text: { type: 'mrkdwn', text: '*What*' } },
      input('a', {
        type: 'plain_text_input',
        initial_value: 'x',
        max_length: 3000,
        multiline: true,
        focus_on_load: true,
      }),
      input('b', { type: 'number_input', is_decimal_allowed: false, min_value: '1', initial_value: '5' }),
      input('c', { type: 'static_select', options: [option('1'), option('2')], initial_option: option('2') }),
      input('d', { type: 'radio_buttons', options: [option('1')] }),
      input('e', {
        type: 'conversations_select',
        default_to_current_conversation: true,
        filter: { include: ['public'] },
      }),
      input('f', { type: 'users_select' }),
      input('g', { type: 'datetimepicker', initial_date_time: 1_763_047_800 }),
      input('h', { type: 'checkboxes', options: [option('1')] }),
    ];
    expect(findViewProblems(form(fields, { callback_id: 'timing', private_metadata: 'x'.repeat(3000) }))).toEqual([]);
    const hundred: HomeView = { type: 'home', blocks: Array.from({ length: 99 }, () => divider) };
    const table = { type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] };
    expect(findViewProblems({ ...hundred, blocks: [...hundred.blocks, table] })).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    [
      '101 blocks',
      form(Array.from({ length: 101 }, () => divider)),
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    [
      'a long title',
      form([], { title: plain('x'.repeat(25)) }),
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    [
      'a long word on its button',
      form([], { submit: plain('x'.repeat(25)) }),
      'must be less than 25 characters [json-pointer:/view/submit/text]',
    ],
    [
      'a form without a title',
      { type: 'modal', blocks: [] },
      'missing required field: title [json-pointer:/view/title]',
    ],
    [
      'inputs without submit',
      { ...form([text]), submit: undefined },
      'must provide submit where there is an input block [json-pointer:/view]',
    ],
    [
      'too much metadata',
      form([], { private_metadata: 'x'.repeat(3001) }),
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      'a long callback id',
      form([], { callback_id: 'x'.repeat(256) }),
      'must be less than 256 characters [json-pointer:/view/callback_id]',
    ],
    [
      'a table in a form',
      form([{ type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] }]),
      'unsupported type: table [json-pointer:/view/blocks/0/type]',
    ],
    [
      'markdown in the App Home',
      { type: 'home', blocks: [{ type: 'markdown', text: 'x' }] },
      'unsupported type: markdown [json-pointer:/view/blocks/0/type]',
    ],
    [
      'a title of the App Home',
      { type: 'home', title: plain('x'), blocks: [] },
      'invalid additional property: title [json-pointer:/view]',
    ],
    ['a block id given twice', form([text, text]), 'block_id already exists: text [json-pointer:/view/blocks]'],
    [
      'an option chosen that is not offered',
      form([input('a', { type: 'static_select', options: [option('1')], initial_option: option('2') })]),
      'initial_option must be one of the options [json-pointer:/view/blocks/0/element]',
    ],
    [
      'two inputs that both want the cursor',
      form(['a', 'b'].map((id) => input(id, { type: 'plain_text_input', focus_on_load: true }))),
      'only one element may have focus_on_load [json-pointer:/view/blocks]',
    ],
    [
      'a number that is no text',
      form([input('a', { type: 'number_input', is_decimal_allowed: true, initial_value: 'five' })]),
      'must be a number [json-pointer:/view/blocks/0/element/initial_value]',
    ],
    [
      'another kind of view',
      { type: 'workflow_step', blocks: [] },
      'unsupported type: workflow_step [json-pointer:/view/type]',
    ],
  ])('refuses %s and says where', (_what, view, problem) => {
    expect(findViewProblems(view)).toEqual([problem]);
  });
});

describe('views in the lab Slack', () => {
  let slack: LabSlack;
  let client: WebClient;
  let app: App;
  /** The body of the app's acknowledgements; undefined keeps Slack waiting. */
  let answer: string | undefined;
  const payloads: Payload[] = [];

  beforeEach(async () => {
    payloads.splice(0);
    answer = '';
    app = await openApp((payload) => {
      payloads.push(payload);
      return answer;
    });
    slack = await openSlack({ clock: systemClock });
    client = new WebClient(slack.botToken, {
      slackApiUrl: slack.apiUrl,
      logger: quietLogger,
      retryConfig: { retries: 0 },
    });
    slack.setRequestUrl(app.url);
  });
  afterEach(async () => {
    await slack.close();
    await app.close();
  });
  const openFromCommand = async (view: ModalView) => {
    const { triggerId } = await slack.command('timing', { user: USER });
    await client.views.open({ trigger_id: triggerId, view });
  };

  it('keeps the App Home of each person, and refuses a stale one', async () => {
    const first = await client.views.publish({ user_id: USER, view: { type: 'home', blocks: [divider] } });
    await client.views.publish({ user_id: USER, view: { type: 'home', blocks: [divider, divider] } });
    expect(slack.home(USER)?.blocks).toHaveLength(2);
    expect(slack.home('U0GUEST')).toBeUndefined();
    const stale = client.views.publish({
      user_id: USER,
      hash: first.view?.hash ?? '',
      view: { type: 'home', blocks: [] },
    });
    await expect(stale).rejects.toMatchObject({ data: { error: 'hash_conflict' } });
  });

  it('refuses a view with the reasons of Slack', async () => {
    const refused = client.views.publish({ user_id: USER, view: { type: 'home', blocks: [{ type: 'section' }] } });
    await expect(refused).rejects.toMatchObject({
      data: {
        error: 'invalid_arguments',
        response_metadata: { messages: ['[ERROR] must provide text or fields [json-pointer:/view/blocks/0]'] },
      },
    });
    const modal = client.views.publish({ user_id: USER, view: form([]) as unknown as HomeView });
    await expect(modal).rejects.toMatchObject({ data: { error: 'invalid_arguments' } });
    const fat = form(Array.from({ length: 100 }, () => ({ type: 'section', text: plain('x'.repeat(3000)) })));
    const { triggerId } = await slack.command('', { user: USER });
    await expect(client.views.open({ trigger_id: triggerId, view: fat })).rejects.toMatchObject({
      data: { error: 'view_too_large' },
    });
  });

  it('sends off what was filled in and what the form came with, in the shape of each element', async () => {
    await openFromCommand(
      form([
        text,
        input('number', { type: 'number_input', is_decimal_allowed: false, initial_value: '5' }),
        input('select', { type: 'static_select', options: [option('lab')], initial_option: option('lab') }),
        input('radio', { type: 'radio_buttons', options: [option('1h'), option('fixed')] }),
        input('where', { type: 'conversations_select', default_to_current_conversation: true }),
        input('who', { type: 'users_select' }, true),
        input('at', { type: 'datetimepicker' }, true),
      ]),
    );
    await slack.submit(USER, { text: 'because', radio: 'fixed', at: '1763047800' });
    expect(payloads.at(-1)).toMatchObject({ type: 'view_submission', user: { id: USER }, response_urls: [] });
    const values = {
      text: { it: { type: 'plain_text_input', value: 'because' } },
      number: { it: { type: 'number_input', value: '5' } },
      select: { it: { type: 'static_select', selected_option: option('lab') } },
      radio: { it: { type: 'radio_buttons', selected_option: option('fixed') } },
      where: { it: { type: 'conversations_select', selected_conversation: 'C0INCIDENT' } },
      who: { it: { type: 'users_select', selected_user: null } },
      at: { it: { type: 'datetimepicker', selected_date_time: 1_763_047_800 } },
    };
    expect(payloads.at(-1)).toHaveProperty('view.state.values', values);
  });

  it.each<[string, InputBlock['element'], string | undefined, string]>([
    ['nothing where something is required', { type: 'plain_text_input' }, undefined, '"it" is required and empty'],
    [
      'an option that is not offered',
      { type: 'static_select', options: [option('1')] },
      '2',
      '"it" does not offer "2", only 1',
    ],
    ['too long a text', { type: 'plain_text_input', max_length: 3 }, 'long', 'it is to be from 0 to 3'],
    [
      'too big a number',
      { type: 'number_input', is_decimal_allowed: true, max_value: '9' },
      '10',
      'it is to be from -Infinity to 9',
    ],
  ])('lets nobody send off %s', async (_what, element, value, reason) => {
    await openFromCommand(form([input('it', element)]));
    await expect(slack.submit(USER, { it: value })).rejects.toThrow(reason);
    await expect(slack.submit(USER, { other: 'x' })).rejects.toThrow('the view has no block "other", only it');
    expect(slack.modals(USER)).toHaveLength(1);
  });

  it('shows the newest form first, and goes back to the older one when it is closed', async () => {
    await openFromCommand(form([divider], { callback_id: 'older' }));
    await openFromCommand(form([divider], { callback_id: 'newer' }));
    expect(slack.modals(USER).map(({ callback_id }) => callback_id)).toEqual(['newer', 'older']);
    await slack.submit(USER);
    expect(slack.modals(USER).map(({ callback_id }) => callback_id)).toEqual(['older']);
    expect(slack.modals('U0GUEST')).toEqual([]);
  });

  it('keeps a form open whose mistakes are named, and takes none for what is no input', async () => {
    await openFromCommand(form([text]));
    answer = '{"response_action":"errors","errors":{"text":"Say why"}}';
    expect((await slack.submit(USER, { text: 'x' })).acknowledgement).toMatchObject({ errors: { text: 'Say why' } });
    expect(slack.modals(USER)).toHaveLength(1);
    answer = '{"response_action":"errors","errors":{"other":"Say why"}}';
    await expect(slack.submit(USER, { text: 'x' })).rejects.toThrow('mistakes are to name inputs, one of text');
  });

  it('keeps a form open that nobody acknowledges in time', async () => {
    // Three seconds of waiting pass in 600 real milliseconds.
    const impatient = await openSlack({ clock: { ...systemClock, real: (ms: number) => ms * 5 } });
    impatient.setRequestUrl(app.url);
    const { triggerId } = await impatient.command('timing', { user: USER });
    const { views } = new WebClient(impatient.botToken, { slackApiUrl: impatient.apiUrl, logger: quietLogger });
    await views.open({ trigger_id: triggerId, view: form([divider]) });
    answer = undefined;
    expect((await impatient.submit(USER)).acknowledgedMs).toBe(Number.POSITIVE_INFINITY);
    expect(impatient.modals(USER)).toHaveLength(1);
    await impatient.close();
  });

  it('hands over the choice made in a view, and no channel or response_url', async () => {
    const select = { type: 'static_select' as const, action_id: 'pick', options: [option('lab'), option('live')] };
    const button = { type: 'button' as const, action_id: 'go', text: plain('Go'), value: 'now' };
    await client.views.publish({
      user_id: USER,
      view: { type: 'home', blocks: [{ type: 'actions', elements: [select, button] }] },
    });
    await slack.clickHome(USER, 'pick', 'live');
    await slack.clickHome(USER, 'go');
    expect(payloads).toMatchObject([
      {
        type: 'block_actions',
        view: { type: 'home' },
        actions: [{ action_id: 'pick', selected_option: option('live') }],
      },
      { container: { type: 'view', view_id: slack.home(USER)?.id }, actions: [{ action_id: 'go', value: 'now' }] },
    ]);
    for (const payload of payloads) {
      expect(payload).not.toHaveProperty('channel');
      expect(payload).not.toHaveProperty('response_url');
    }
    await expect(slack.clickHome(USER, 'gone')).rejects.toThrow('no button "gone"');
  });

  it('says who opened the App Home, with what they saw last', async () => {
    await client.views.publish({ user_id: USER, view: { type: 'home', blocks: [divider] } });
    const { triggerId } = await slack.openHome(USER);
    await soon(() => expect(payloads).toHaveLength(1));
    expect(payloads[0]).toMatchObject({
      type: 'event_callback',
      event_id: triggerId,
      event: {
        type: 'app_home_opened',
        user: USER,
        channel: 'D0LEAD',
        tab: 'home',
        view: { id: slack.home(USER)?.id },
      },
    });
  });
});

type Payload = Readonly<Record<string, unknown>>;

interface App {
  readonly url: string;
  close(): Promise<void>;
}

/** An app that keeps what Slack delivers to it, and answers as told. */
async function openApp(take: (payload: Payload) => string | undefined): Promise<App> {
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    const isEvent = request.headers['content-type'] === 'application/json';
    const form = new URLSearchParams(isEvent ? '' : body);
    const answer = take(
      isEvent ? JSON.parse(body) : JSON.parse(form.get('payload') ?? JSON.stringify(Object.fromEntries(form))),
    );
    if (answer !== undefined) response.end(answer);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`,
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
