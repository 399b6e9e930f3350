import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Incident, News, Notice } from '#checks/book.ts';
import type { Report } from '#investigation/report/report.ts';
import { replyReport } from '#slack/blocks/reply.ts';
import { createIncidentTeller } from '#slack/tell/incident.ts';
import { check, incident, MINUTE, SINCE } from '../../support/incident.ts';
import { report } from '../../support/report.ts';
import { openSlackWorld, type SlackWorld } from '../../support/slack-world.ts';

const CHANNEL = 'C0INCIDENT';
const mention = { group: 'S0OPS', when: ['alert'] } as const;
const failing = (over: Partial<Incident> = {}) => incident({ channel: CHANNEL, ...over });
const notice = (news: News, key: string = news.kind): Notice => ({ key, at: SINCE, news, tried: false });
const opened = notice({ kind: 'opened' });
const recovered = notice({ kind: 'recovered', afterMs: 41 * MINUTE, runs: 7 });
const over = { state: 'resolved', resolvedAt: SINCE + 41 * MINUTE } as const;

describe('the messages of an incident', () => {
  let world: SlackWorld;
  beforeEach(async () => {
    world = await openSlackWorld();
  });
  afterEach(() => world.close());

  /** As a fresh process has it. */
  function teller(reports: Readonly<Record<string, Report>> = {}) {
    return createIncidentTeller({
      messenger: world.messenger(),
      checkOf: (name) => check({ name, mention }),
      reportOf: async (investigation) => reports[investigation],
      log: world.log,
    });
  }
  const sent = (channel = CHANNEL) => world.slack.messages(channel);

  it('begin with one in the channel, however often it is told, also by another process', async () => {
    await teller().tell(failing(), opened);
    await teller().tell(failing(), opened);
    expect(sent()).toHaveLength(1);
    expect(sent()[0]?.text).toContain('*Failing in lab:* No consumer of job 19-7');
    expect(sent()[0]?.text).toContain('<!subteam^S0OPS>');
  });

  it('go on in its thread, each once', async () => {
    await teller().tell(failing(), opened);
    for (const _ of ['once', 'again']) await teller().tell(failing(over), recovered);
    const [root, ...replies] = sent();
    expect(replies).toMatchObject([{ thread_ts: root?.ts, text: 'Recovered after 41 min; 7 runs failed.' }]);
  });

  it('begin with the one in the channel also when the news is not that it opened', async () => {
    await teller().tell(failing(), notice({ kind: 'acknowledged', by: 'U0ASKER' }, 'acknowledged:1'));
    expect(sent().map(({ text }) => text)).toEqual([
      expect.stringContaining('*Failing in lab:*'),
      '<@U0ASKER> acknowledged it: no reminders from now on.',
    ]);
  });

  it('tell news of one kind apart by their keys', async () => {
    const reminder = { kind: 'reminder', failingForMs: MINUTE, runs: 1 } as const;
    await teller().tell(failing(), notice(reminder, 'reminder:1'));
    await teller().tell(failing(), notice(reminder, 'reminder:2'));
    expect(sent()).toHaveLength(3);
  });

  it('have the first report’s details in the thread, once', async () => {
    const details = notice({ kind: 'details', investigation: 'inv-7f3a' });
    const reports = { 'inv-7f3a': report() };
    await teller(reports).tell(failing(), details);
    await teller(reports).tell(failing(), details);
    const [, ...replies] = sent();
    expect(replies.map(({ text }) => text)).toEqual([replyReport(report())?.text]);
  });

  it('have no details when the report is no longer kept', async () => {
    await teller().tell(failing(), notice({ kind: 'details', investigation: 'inv-7f3a' }));
    expect(sent()).toHaveLength(1);
  });

  it('are told again, once, after Slack did not take them', async () => {
    world.slack.failNext('chat.postMessage', { status: 503 }, 5);
    await expect(teller().tell(failing(), opened)).rejects.toThrow('503');
    await teller().tell(failing(), opened);
    expect(sent()).toHaveLength(1);
  });

  describe('escalated to another channel', () => {
    const escalated = (channel: string) =>
      notice({ kind: 'escalated', unacknowledgedForMs: 30 * MINUTE, channel, group: 'S0BOSS' });

    it('are one message there, with the way back, and a reply in the thread', async () => {
      const { id } = world.slack.addChannel('bosses');
      for (const _ of ['once', 'again']) await teller().tell(failing(), escalated(id));
      expect(sent(id)).toHaveLength(1);
      const [root] = sent();
      const link = `<https://slack.com/archives/${CHANNEL}/p${root?.ts.replace('.', '')}|its thread>`;
      expect(sent(id)[0]?.text).toContain(`it is cared for in <#${CHANNEL}>, ${link}. <!subteam^S0BOSS>`);
      expect(sent()[1]?.text).toBe(`Nobody has acknowledged it for 30 min, so it is told in <#${id}> too.`);
    });

    it('are told in the thread alone when that channel takes none, for the group they were for', async () => {
      const { id } = world.slack.addChannel('bosses', { archived: true });
      await teller().tell(failing(), escalated(id));
      expect(sent()[1]?.text).toContain(`<#${id}> could not be told: `);
      expect(sent()[1]?.text).toContain('is_archived');
      expect(sent()[1]?.text).toContain('<!subteam^S0BOSS>');
    });

    it('are pending while Slack is away', async () => {
      const { id } = world.slack.addChannel('bosses');
      await teller().tell(failing(), opened);
      world.slack.failNext('chat.postMessage', { status: 503 }, 5);
      await expect(teller().tell(failing(), escalated(id))).rejects.toThrow('503');
      expect(sent()).toHaveLength(1);
    });

    it('mention the group in the thread when it is the same channel', async () => {
      await teller().tell(failing(), escalated(CHANNEL));
      expect(sent()[1]?.text).toBe('Nobody has acknowledged it for 30 min, so it is for <!subteam^S0BOSS> now.');
    });
  });

  describe('shown as it is now', () => {
    it('are an edit of the first one', async () => {
      await teller().tell(failing(), opened);
      expect(await teller().show(failing(over))).toBe(true);
      expect(sent()).toHaveLength(1);
      expect(sent()[0]?.text).toContain('*Recovered in lab* after 41 min, 3 runs failed: No consumer');
    });

    it('mention nobody, whatever they are', async () => {
      await teller().tell(failing(), opened);
      await teller().show(failing({ acknowledged: { by: 'U0ASKER', at: SINCE } }));
      expect(sent()[0]?.text).toContain('Acknowledged by <@U0ASKER>');
      expect(JSON.stringify(sent())).not.toContain('subteam');
    });

    it('are told to be not shown when Slack does not take the edit', async () => {
      await teller().tell(failing(), opened);
      world.slack.failNext('chat.update', 'message_not_found');
      expect(await teller().show(failing(over))).toBe(false);
    });

    it('stay untold where nobody was told of the incident', async () => {
      expect(await teller().show(failing({ isTold: false }))).toBe(false);
      expect(sent()).toEqual([]);
    });
  });
});
