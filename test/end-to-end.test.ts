import { afterEach, describe, expect, it } from 'vitest';
import { type Lab, openLab } from '#lab/lab.ts';
import type { Fault, Scenario } from '#lab/scenario.ts';
import { silentLog } from '#lib/logger.ts';
import { soon } from './support/soon.ts';

/** The real bot and worker in the lab, seen from Slack; ten times as fast as real time. */
describe('what people see in Slack', { timeout: 60_000 }, () => {
  let lab: Lab;
  afterEach(() => lab.close());

  const open = async (...faults: Fault[]) => {
    const scenario: Scenario = { id: 'own', story: 'a test’s own', faults, expected: { verdict: 'healthy' } };
    lab = await openLab({ scenario, speed: 10, seed: 1, log: silentLog });
  };
  const channel = () => lab.slack.channel('incidents').id;
  const roots = () => lab.slack.messages(channel()).filter(({ thread_ts: thread }) => thread === undefined);
  const reported = (index = 0) =>
    soon(() => expect(JSON.stringify(roots()[index]?.blocks)).toContain('"run-again"'), 30_000);
  const configures = () => lab.world.focusServer.requests.filter(({ path }) => path === '/configure');

  it('is one message for one question, and a link for who asks the same again meanwhile', async () => {
    await open();
    await lab.slack.command('timing');
    await soon(() => expect(roots()).toHaveLength(1));
    await lab.slack.command('timing');
    await soon(() =>
      expect(lab.slack.ephemerals().at(-1)?.text).toMatch(/not answered yet: <https:[^|]+\|follow it here>/),
    );
    await reported();
    expect(roots()).toHaveLength(1);
    expect(configures()).toHaveLength(1);
  });

  it('is one report for all who ask the same, wherever everybody sees it, and one more where not everybody does', async () => {
    await open({ kind: 'never', stage: 'consumer' });
    const elsewhere = lab.slack.addChannel('lab-floor').id;
    const closed = lab.slack.addChannel('managers', { private: true }).id;
    await lab.slack.command('timing timeout=120s', { user: 'U0ONCALL' });
    await soon(() => expect(roots()).toHaveLength(1));
    await lab.slack.command('timing timeout=120s', { user: 'U0LEAD', channel: elsewhere });
    await soon(() =>
      expect(lab.slack.ephemerals('U0LEAD').at(-1)?.text).toMatch(/not answered yet: <https:.*for you there/),
    );
    await soon(() => expect(JSON.stringify(roots()[0]?.blocks)).toContain('Asked by <@U0ONCALL>, <@U0LEAD>'), 20_000);
    await lab.slack.command('timing timeout=120s', { user: 'U0LEAD', channel: closed });
    await soon(() => expect(lab.slack.messages(closed)).toHaveLength(1));
    await lab.slack.click({
      user: 'U0ONCALL',
      channel: channel(),
      messageTs: roots()[0]?.ts ?? '',
      actionId: 'cancel',
    });
    await soon(() => expect(lab.slack.ephemerals('U0ONCALL').at(-1)?.text).toContain('goes on for <@U0LEAD>'));
    await reported();
    const replies = () => lab.slack.messages(channel()).filter((message) => message.thread_ts !== undefined);
    await soon(() => expect(replies()[0]?.text).toMatch(/^<@U0LEAD> /), 20_000);
    await soon(() => expect(lab.slack.messages(lab.slack.direct('U0LEAD'))).toHaveLength(1));
    expect(lab.slack.messages(elsewhere)).toEqual([]);
    await lab.slack.command('history', { user: 'U0LEAD', channel: elsewhere });
    await soon(() => expect(lab.slack.messages(elsewhere)).toHaveLength(1));
    const listed = JSON.stringify(lab.slack.messages(elsewhere)[0]?.blocks);
    expect([listed.includes('U0LEAD'), listed.includes('U0ONCALL')]).toEqual([true, false]);
  });

  it('is the place in line of who waits, and then a report for each', async () => {
    await open();
    await lab.slack.command('timing', { user: 'U0ONCALL' });
    await soon(() => expect(roots()).toHaveLength(1));
    await lab.slack.command('timing nfft=2048', { user: 'U0LEAD' });
    await soon(() => expect(roots()[1]?.text).toContain('Next in the queue'));
    await reported(0);
    await reported(1);
    expect(lab.world.lives).toHaveLength(2);
  });

  it('is a word of who cancelled it, what is left and no reply, and nothing in history, when it is cancelled while it runs', async () => {
    await open();
    await lab.slack.command('timing timeout=120s');
    await soon(() => expect(roots()[0]?.text).toMatch(/^Watching job/), 20_000);
    await lab.slack.click({ channel: channel(), messageTs: roots()[0]?.ts ?? '', actionId: 'cancel' });
    await soon(() => expect(roots()[0]?.text).toMatch(/\*Cancelled\* by <@U0\w+>, in lab\. Job \S+ is left/), 20_000);
    await lab.slack.command('history');
    await soon(() => expect(roots()).toHaveLength(2));
    expect(JSON.stringify(roots()[1]?.blocks)).not.toContain('run-again');
    expect(lab.slack.messages(channel()).filter((message) => message.thread_ts !== undefined)).toEqual([]);
  });

  it('is out of the line at once when it is cancelled while it waits', async () => {
    await open();
    await lab.slack.command('timing', { user: 'U0ONCALL' });
    await soon(() => expect(roots()).toHaveLength(1));
    await lab.slack.command('timing nfft=2048', { user: 'U0LEAD' });
    await soon(() => expect(roots()[1]?.text).toContain('Next in the queue'));
    await lab.slack.command('cancel', { user: 'U0LEAD' });
    await soon(() => expect(roots()[1]?.text).toContain('*Cancelled* by <@U0LEAD>, in lab. Nothing is left'), 20_000);
    await reported(0);
    expect(configures()).toHaveLength(1);
  });

  it('is a new investigation when *Run again* is pressed', async () => {
    await open();
    await lab.slack.command('timing channels=7-9');
    await reported(0);
    await soon(async () => {
      await lab.slack.click({ channel: channel(), messageTs: roots()[0]?.ts ?? '', actionId: 'run-again' });
      expect(roots()).toHaveLength(2);
    }, 20_000);
    await reported(1);
    expect(configures().map(({ body }) => JSON.parse(body).channels)).toEqual([
      { min: 7, max: 9 },
      { min: 7, max: 9 },
    ]);
  });

  it('is a polite sentence, and nothing in the channel, when the request cannot be stored', async () => {
    await open();
    await lab.redis.setDown(true);
    await lab.slack.command('timing');
    await soon(() => expect(lab.slack.ephemerals().at(-1)?.text).toContain('could not be stored'));
    await lab.redis.setDown(false);
    expect(roots()).toEqual([]);
  });

  it('is a refusal told to a guest alone, and written down for administrators', async () => {
    await open();
    await lab.slack.command('timing', { user: 'U0GUEST' });
    await soon(() => expect(lab.slack.ephemerals('U0GUEST').at(-1)?.text).toContain('You may not start jobs in lab'));
    await lab.slack.command('timing form', { user: 'U0GUEST' });
    await soon(() => expect(lab.slack.ephemerals('U0GUEST')).toHaveLength(2));
    expect(lab.slack.ephemerals('U0GUEST').at(-1)?.text).toContain('You may not start jobs in lab');
    const { ts: messageTs } = await lab.slack.say('jobs 19-7 and 20-3 hang');
    await lab.slack.shortcut({ channel: channel(), messageTs, callbackId: 'look-into-job', user: 'U0GUEST' });
    await soon(() => expect(lab.slack.ephemerals('U0GUEST').at(-1)?.text).toContain('You may not look in lab'));
    expect(lab.slack.modals('U0GUEST')).toEqual([]);
    await lab.slack.command('audit', { user: 'U0GUEST' });
    await soon(() => expect(lab.slack.ephemerals('U0GUEST').at(-1)?.text).toContain('You may not see who did what'));
    await lab.slack.command('audit', { user: 'U0LEAD' });
    await soon(() =>
      expect(lab.slack.ephemerals('U0LEAD').at(-1)?.text).toMatch(
        /<@U0GUEST> audit .*: \*refused\*\n.*<@U0GUEST> look a job in lab .*: \*refused\*\n(?:.*<@U0GUEST> timing a new job in lab from <#C0INCIDENT>: \*refused\*\n?){2}$/,
      ),
    );
    expect(roots().map(({ ts }) => ts)).toEqual([messageTs]);
    expect(configures()).toEqual([]);
  });

  it('is a mistake told to the asker alone, with the nearest right spelling', async () => {
    await open();
    await lab.slack.command('timing nftt=1000');
    await soon(() => expect(lab.slack.ephemerals().at(-1)?.text).toContain('did you mean nfft?'));
    expect(roots()).toEqual([]);
    expect(configures()).toEqual([]);
  });

  it('is a word to who pressed it where a button names what every object has, and no bug', async () => {
    await open();
    const { slack } = lab;
    const values = ['constructor', '__proto__', 'toString'];
    const ids = [
      'acknowledge',
      'snooze',
      'what-was-it',
      'cancel',
      'stop-follow',
      'run-check',
      'pause-check',
      'resume-check',
    ];
    for (const value of values) {
      const elements = [...ids, 'details', 'logs', 'evidence', 'right', 'wrong'].map((id) => ({
        ...{ type: 'button', action_id: id, value },
        text: { type: 'plain_text', text: id },
      }));
      const blocks = JSON.stringify([{ type: 'actions', elements }]);
      const headers = { authorization: `Bearer ${slack.botToken}` };
      const body = new URLSearchParams({ channel: channel(), text: value, blocks });
      await fetch(`${slack.apiUrl}chat.postMessage`, { method: 'POST', headers, body });
      const messageTs = slack.messages(channel()).at(-1)?.ts ?? '';
      for (const { action_id: actionId } of elements) {
        const before = slack.ephemerals().length;
        await slack.click({ channel: channel(), messageTs, actionId });
        await soon(() => expect(slack.ephemerals().length + slack.modals('U0ONCALL').length).toBeGreaterThan(before));
      }
    }
    expect(
      slack
        .ephemerals()
        .map(({ text }) => text)
        .filter((text) => /my fault/.test(text)),
    ).toEqual([]);
    for (const place of values) await slack.command(`history ${place}`);
    for (const place of values) await slack.command(`timing ${place}`);
    await soon(() =>
      expect(slack.ephemerals().filter(({ text }) => /no environment/.test(text)).length).toBeGreaterThanOrEqual(3),
    );
    expect(
      slack
        .ephemerals()
        .map(({ text }) => text)
        .filter((text) => /my fault/.test(text)),
    ).toEqual([]);
  });

  it('pings nobody, whatever a log says', async () => {
    const line = 'ERROR pz.focus_server job {job}: <!channel> <@U0LEAD> <https://evil.example|click>';
    await open({ kind: 'log', from: 'backend', after: 'started', lines: [line] }, { kind: 'never', stage: 'consumer' });
    await lab.slack.command('timing');
    await reported();
    await soon(() =>
      expect(lab.slack.messages(channel()).some(({ blocks }) => JSON.stringify(blocks).includes('evil.example'))).toBe(
        true,
      ),
    );
    const said = lab.slack.messages(channel());
    for (const { text } of said) expect(text).not.toMatch(/<!channel>|<@U0LEAD>|<https:/);
    const markup = said.flatMap(({ blocks }) => JSON.stringify(blocks).match(/"mrkdwn","text":"[^"]*/g) ?? []);
    expect(markup.filter((text) => /<!channel>|<@U0LEAD>|evil/.test(text))).toEqual([]);
  });

  it('is one message and one reply for a series, whose runs have none of their own, and each is there to look into', async () => {
    await open();
    await lab.slack.command('timing runs=2 nfft=2048');
    const replies = () => lab.slack.messages(channel()).filter(({ thread_ts: thread }) => thread !== undefined);
    await soon(() => expect(replies()).toHaveLength(1), 40_000);
    expect(roots()).toHaveLength(1);
    expect(roots()[0]?.text).toMatch(/lab: 2 of 2 runs got their consumer \(100 %\), median \d/);
    expect(JSON.stringify(replies()[0]?.blocks)).toContain('"slack_file"');
    expect(configures()).toHaveLength(2);
    const forms: string[] = [];
    lab.slack.onForm((form) => forms.push(JSON.stringify(form)));
    const ts = replies()[0]?.ts ?? '';
    const value = /"value":"(t[a-z0-9]{9})"/.exec(JSON.stringify(replies()[0]?.blocks))?.[1] ?? '';
    await lab.slack.click({ channel: channel(), messageTs: ts, actionId: 'details', option: value });
    await soon(() => expect(forms[0]).toContain('Starting the container'), 10_000);
    const slowest = /"details:(\d)"/.exec(JSON.stringify(replies()[0]?.blocks))?.[0]?.slice(1, -1) ?? '';
    await lab.slack.click({ channel: channel(), messageTs: ts, actionId: slowest });
    await soon(() => expect(forms).toHaveLength(2), 10_000);
  });

  it('is one series and each run once, also when bot and worker are deployed anew in the middle', async () => {
    await open();
    await lab.slack.command('timing runs=3');
    await soon(() => expect(roots()[0]?.text).toContain('1 of 3'), 20_000);
    await lab.restart();
    await soon(() => expect(roots()[0]?.text).toContain('3 of 3 runs got their consumer'), 40_000);
    expect(roots()).toHaveLength(1);
    expect(configures()).toHaveLength(3);
  });

  it('is one report from one job, also when bot and worker are deployed anew in the middle', async () => {
    await open({ kind: 'never', stage: 'consumer' });
    await lab.slack.command('timing');
    await soon(() => expect(roots()[0]?.text).toContain('Watching job'), 10_000);
    await lab.restart();
    await reported();
    expect(roots()).toHaveLength(1);
    expect(roots()[0]?.text).toContain('Focus Server made no consumer for job');
    expect(configures()).toHaveLength(1);
  });
});
