import { afterEach, describe, expect, it } from 'vitest';
import { type Lab, type LabOptions, openLab } from '#lab/lab.ts';
import { clickNewest } from '#lab/people.ts';
import { backendDown } from '#lab/scenarios/backend-down.ts';
import { healthy } from '#lab/scenarios/healthy.ts';
import { silentLog } from '#lib/logger.ts';
import { soon } from './support/soon.ts';

const LIVE = { environment: 'lab', every: '10s', confirmAfter: '5s', channel: 'C0INCIDENT', timing: {} };

/** Checks through the real bot and worker, seen from Slack; five times as fast as real time. */
describe('an outage that scheduled checks notice', { timeout: 90_000 }, () => {
  let lab: Lab;
  const open = async (checks: LabOptions['checks'] = { 'lab-live': LIVE }) => {
    lab = await openLab({ scenario: backendDown, speed: 5, seed: 1, log: silentLog, ...(checks && { checks }) });
    await inTime(() => expect(roots()[0]?.text).toMatch(/Failing in lab:.* Focus Server of lab is /));
  };
  afterEach(() => lab.close());

  const channel = () => lab.slack.channel('incidents').id;
  const roots = () => lab.slack.messages(channel()).filter(({ thread_ts: thread }) => thread === undefined);
  const replies = () =>
    lab.slack
      .messages(channel())
      .filter(({ thread_ts: thread }) => thread === roots()[0]?.ts)
      .map(({ text }) => text);
  const said = (words: RegExp) => replies().filter((text) => words.test(text));
  const inTime = (check: () => unknown) => soon(check, 20_000);

  it('is one message for both, edited to its end, with one recovery in its thread, though bot and worker restart in between', async () => {
    await open('10s');
    await inTime(() => expect(roots()[0]?.text).toMatch(/Noticed by 2 checks: /));
    await lab.restart();
    await lab.become(healthy);
    await inTime(() => expect(said(/^Recovered after/)).toHaveLength(1));
    await inTime(() => expect(roots()[0]?.text).toMatch(/Recovered in lab.* after/));
    expect(roots()).toHaveLength(1);
    expect(said(/^Why: /)).toHaveLength(1);
  });

  it('is acknowledged and snoozed with buttons, which the message shows to everybody', async () => {
    await open();
    await clickNewest(lab, 'acknowledge');
    await inTime(() => expect(said(/acknowledged it/)).toHaveLength(1));
    await clickNewest(lab, 'snooze');
    await inTime(() => expect(lab.slack.modals('U0ONCALL')).toHaveLength(1));
    await lab.slack.submit('U0ONCALL', { length: 'over', reason: 'node is being replaced' });
    await inTime(() => expect(JSON.stringify(roots()[0]?.blocks)).toMatch(/node is being replaced/));
    expect(JSON.stringify(roots()[0]?.blocks)).not.toMatch(/"action_id":"acknowledge"/);
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
    await inTime(() => expect(roots().some(({ text }) => /Healthy \(lab\)/.test(text))).toBe(true));
  });
});
