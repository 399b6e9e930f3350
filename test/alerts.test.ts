import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Lab, type LabOptions, openLab } from '#lab/lab.ts';
import { clickNewest } from '#lab/people.ts';
import { backendDown } from '#lab/scenarios/backend-down.ts';
import { healthy } from '#lab/scenarios/healthy.ts';
import { silentLog } from '#lib/logger.ts';
import { openReceiver } from './support/receiver.ts';
import { contractProblems, type RecordedCall } from './support/slack-contract.ts';
import { soon } from './support/soon.ts';

const LIVE = { environment: 'lab', every: '10s', confirmAfter: '5s', channel: 'C0INCIDENT', timing: {} };

/** Checks through the real bot and worker, seen from Slack; five times as fast as real time. */
describe('an outage that scheduled checks notice', { timeout: 90_000 }, () => {
  let lab: Lab;
  const open = async (checks: LabOptions['checks'] = { 'lab-live': LIVE }, notify: LabOptions['notify'] = {}) => {
    const options = { scenario: backendDown, speed: 5, seed: 1, log: silentLog, notify };
    lab = await openLab({ ...options, ...(checks && { checks }) });
    await inTime(() => expect(roots()[0]?.text).toMatch(/\*lab: .*, since /));
  };
  const calls: RecordedCall[] = [];
  afterEach(async () => {
    await lab.close();
    calls.push(...lab.slack.calls);
  });
  afterAll(async () => expect(await contractProblems(calls, 'alerts')).toEqual([]));

  const channel = () => lab.slack.channel('incidents').id;
  const roots = () => lab.slack.messages(channel()).filter(({ thread_ts: thread }) => thread === undefined);
  const replies = () =>
    lab.slack
      .messages(channel())
      .filter(({ thread_ts: thread }) => thread === roots()[0]?.ts)
      .map(({ text }) => text);
  const threadJson = () =>
    JSON.stringify(lab.slack.messages(channel()).filter(({ thread_ts: thread }) => thread === roots()[0]?.ts));
  const said = (words: RegExp) => replies().filter((text) => words.test(text));
  const inTime = (check: () => unknown) => soon(check, 20_000);

  it('is one message for both, edited to its end, with its course and one report in its thread, though bot and worker restart in between', async () => {
    await open('10s');
    await inTime(() => expect(roots()[0]?.text).toMatch(/Noticed by 2 checks: /));
    await lab.restart();
    await lab.become(healthy);
    await inTime(() => expect(said(/first seen\n.*confirmed\n.*over after .*runs failed$/s)).toHaveLength(1));
    await inTime(() => expect(roots()[0]?.text).toMatch(/\*lab works again, after .*it was: /));
    expect(roots()).toHaveLength(1);
    expect(said(/^Why: /)).toHaveLength(1);
    expect(replies()).toHaveLength(2);
  });

  it('is acknowledged and snoozed with buttons, which the message shows to everybody', async () => {
    await open();
    await clickNewest(lab, 'acknowledge');
    await inTime(() => expect(roots()[0]?.text).toMatch(/ · acknowledged by <@U0ONCALL>/));
    await inTime(() => expect(said(/ acknowledged by <@U0ONCALL>: no reminders/)).toHaveLength(1));
    await clickNewest(lab, 'snooze');
    await inTime(() => expect(lab.slack.modals('U0ONCALL')).toHaveLength(1));
    await lab.slack.submit('U0ONCALL', { length: 'over', reason: 'node is being replaced' });
    await inTime(() => expect(JSON.stringify(roots()[0]?.blocks)).toMatch(/node is being replaced/));
    expect(JSON.stringify(roots()[0]?.blocks)).not.toMatch(/"action_id":"acknowledge"/);
  });

  it('goes out to a webhook too, with the words and the link of the message, to its end', async () => {
    const receiver = await openReceiver();
    const said = () => receiver.received.map(({ body }) => (body as { readonly event: string }).event);
    try {
      const own = { webhook: { url: receiver.url, secret: 'a-secret-of-the-webhook' } };
      await open({ 'lab-live': { ...LIVE, notify: ['own'] } }, { own });
      await inTime(() => expect(said()).toEqual(['trigger']));
      await clickNewest(lab, 'acknowledge');
      await inTime(() => expect(said()).toEqual(['trigger', 'acknowledge']));
      await lab.restart();
      await lab.become(healthy);
      await inTime(() => expect(said()).toEqual(['trigger', 'acknowledge', 'resolve']));
      const { incident } = z
        .object({ incident: z.looseObject({ summary: z.string(), thread: z.string(), act: z.string() }) })
        .parse(receiver.received[0]?.body);
      expect(roots()[0]?.text).toContain(incident.summary.replace('lab: ', ''));
      expect(incident.thread).toMatch(/^https:\/\/.*C0INCIDENT/);
      expect(incident.act).toMatch(/./);
    } finally {
      await receiver.close();
    }
  });

  it('is watched no more by a check that somebody pauses, which the channel hears of, and again when it is resumed', async () => {
    await open();
    await lab.slack.command('checks');
    const isChecks = () => roots().some(({ blocks }) => JSON.stringify(blocks).includes('pause-check:lab-live'));
    await inTime(() => expect(isChecks()).toBe(true));
    await clickNewest(lab, 'pause-check');
    await inTime(() => expect(lab.slack.modals('U0ONCALL')).toHaveLength(1));
    await lab.slack.submit('U0ONCALL', { length: '4h' });
    const paused = () => roots().find(({ text }) => /^:double_vertical_bar: Check \*lab-live\*/.test(text));
    await inTime(() => expect(paused()?.text).toMatch(/is paused by <@U0ONCALL> until <!date/));
    const ts = paused()?.ts;
    await clickNewest(lab, 'resume-check');
    const inThread = () => lab.slack.messages(channel()).filter(({ thread_ts: thread }) => thread === ts);
    await inTime(() =>
      expect(inThread().map(({ text }) => text)).toEqual([expect.stringContaining('runs by its schedule again')]),
    );
  });

  it('is judged in its thread, and noted once it is over, for the channel and for history', async () => {
    await open();
    await inTime(() => expect(said(/^Why: /)).toHaveLength(1));
    await clickNewest(lab, 'right');
    await inTime(() => expect(threadJson()).toMatch(/Marked right by <@U0ONCALL>/));
    expect(threadJson()).toMatch(/"slack_file"/);
    await lab.become(healthy);
    await inTime(() => expect(roots()[0]?.text).toMatch(/works again/));
    await clickNewest(lab, 'what-was-it');
    await inTime(() => expect(lab.slack.modals('U0ONCALL')).toHaveLength(1));
    await lab.slack.submit('U0ONCALL', { note: 'a node was replaced' });
    await inTime(() => expect(roots()[0]?.text).toMatch(/note by <@U0ONCALL>: “a node was replaced”/));
    await lab.slack.command('history lab verdict=broken');
    await inTime(() => expect(JSON.stringify(roots().at(-1)?.blocks)).toMatch(/a node was replaced/));
  });

  it('is on the App Home of whoever looks, and leaves it when it is over', async () => {
    await open();
    await lab.slack.openHome('U0LEAD');
    const home = () => JSON.stringify(lab.slack.home('U0LEAD') ?? '');
    await inTime(() => expect(home()).toMatch(/lab-live\*.*: failing/));
    await lab.become(healthy);
    await inTime(() => expect(home()).toMatch(/lab-live\*.*: well/));
  });

  it('is asked about at once with *Run now*, answered in the channel for who asked', async () => {
    await open();
    await lab.become(healthy);
    await clickNewest(lab, 'run-check');
    await inTime(() =>
      expect(roots().some(({ text }) => /:large_green_circle: lab: consumer after /.test(text))).toBe(true),
    );
  });
});
