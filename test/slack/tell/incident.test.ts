import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Incident, News, Notice } from '#checks/book.ts';
import { replyReport } from '#slack/blocks/reply.ts';
import { createIncidentTeller } from '#slack/tell/incident.ts';
import type { Reported } from '#slack/tell/report-reply.ts';
import { evidence } from '../../support/evidence.ts';
import { check, incident, MEANS, MINUTE, SINCE } from '../../support/incident.ts';
import { finding, report } from '../../support/report.ts';
import { openSlackWorld, type SlackWorld } from '../../support/slack-world.ts';

const CHANNEL = 'C0INCIDENT';
const mention = { group: 'S0OPS', when: ['alert'] } as const;
const failing = (over: Partial<Incident> = {}) => incident({ channel: CHANNEL, ...over });
const notice = (news: News, key: string = news.kind): Notice => ({ key, at: SINCE, news, tried: false });
const opened = notice({ kind: 'opened' });
const end = { kind: 'recovered', afterMs: 41 * MINUTE, runs: 7 } as const;
const recovered = notice(end);
const over = { state: 'resolved', resolvedAt: SINCE + 41 * MINUTE } as const;

const picture = { filename: 'course.png', title: 'The course', content: Buffer.from('png') };

describe('the messages of an incident', () => {
  let world: SlackWorld;
  beforeEach(async () => {
    world = await openSlackWorld();
  });
  afterEach(() => world.close());

  /** As a fresh process has it. */
  function teller(reports: Readonly<Record<string, Reported>> = {}, when: readonly 'recovery'[] = []) {
    return createIncidentTeller({
      messenger: world.messenger(),
      checkOf: (name) => check({ name, mention: { ...mention, when: ['alert', ...when] } }),
      reported: async (investigation) => reports[investigation],
      draw: async () => picture,
      log: world.log,
    });
  }
  const sent = (channel = CHANNEL) => world.slack.messages(channel);

  it('begin with one in the channel and its course in the thread, however often it is told, also by another process', async () => {
    await teller().tell(failing(), opened);
    await teller().tell(failing(), opened);
    const [root, course, ...others] = sent();
    expect(root?.text).toContain(`*lab: ${MEANS}, since`);
    expect(root?.text).toContain('<!subteam^S0OPS>');
    expect(course).toMatchObject({ thread_ts: root?.ts, text: expect.stringContaining(' first seen\n') });
    expect(others).toEqual([]);
  });

  it('go on in the course, without a reply, where nobody is to be told', async () => {
    const course = [{ at: SINCE + 41 * MINUTE, news: end }] as const;
    await teller().tell(failing(), opened);
    await teller().tell(failing({ ...over, course }), recovered);
    await teller().show(failing({ ...over, course }));
    const [, shown, ...others] = sent();
    expect(shown?.text).toContain('*over after 41 min*, 7 runs failed');
    expect(others).toEqual([]);
  });

  it('reply once to whom the check wants to be told', async () => {
    await teller().tell(failing(), opened);
    for (const _ of ['once', 'again']) await teller({}, ['recovery']).tell(failing(over), recovered);
    const [root, , ...replies] = sent();
    expect(replies).toMatchObject([{ thread_ts: root?.ts, text: 'Over after 41 min. <!subteam^S0OPS>' }]);
  });

  it('begin with the one in the channel also when the news is not that it opened', async () => {
    await teller().tell(failing(), notice({ kind: 'acknowledged', by: 'U0ASKER' }, 'acknowledged:1'));
    expect(sent().map(({ text }) => text)).toEqual([expect.stringContaining('*lab: the pod found no node, since')]);
  });

  it('tell news of one kind apart by their keys', async () => {
    const reminder = { kind: 'reminder', failingForMs: MINUTE, runs: 1 } as const;
    await teller().tell(failing(), notice(reminder, 'reminder:1'));
    await teller().tell(failing(), notice(reminder, 'reminder:2'));
    expect(sent()).toHaveLength(3);
  });

  it('are over with once somebody has deleted them: nothing is left to be shown or told', async () => {
    await teller().tell(failing(), opened);
    for (const method of ['chat.update', 'chat.postMessage']) world.slack.failAll(method, 'message_not_found');
    expect(await teller().show(failing({ isTold: true }))).toBe(true);
    await teller({}, ['recovery']).tell(failing(over), recovered);
    expect(sent()).toHaveLength(2);
  });

  describe('with a report', () => {
    const details = (investigation = 'inv-7f3a') =>
      notice({ kind: 'details', investigation }, investigation === 'inv-7f3a' ? 'details' : `details:${investigation}`);
    const other = report({ investigation: 'inv-9', cause: finding({ sureness: 'likely: it fits nothing else' }) });
    const reports = { 'inv-7f3a': { report: report(), evidence: evidence([]) }, 'inv-9': { report: other } };
    const replies = () => sent().slice(1);

    it('have it in the thread as one reply with its picture, once', async () => {
      for (const _ of ['once', 'again']) await teller(reports).tell(failing(), details());
      expect(replies().map(({ text }) => text)).toEqual([replyReport(report())?.text]);
      expect(replies()[0]?.blocks[0]).toMatchObject({ type: 'image', slack_file: { id: expect.any(String) } });
      expect(JSON.stringify(replies()[0]?.blocks)).toMatch(/"action_id":"right".*"action_id":"wrong"/);
    });

    it('let the report of another run take its place when the message comes to speak of that', async () => {
      await teller(reports).tell(failing(), details());
      await teller(reports).tell(failing(), details('inv-9'));
      expect(replies().map(({ text }) => text)).toEqual([replyReport(other)?.text]);
      expect(JSON.stringify(replies()[0]?.blocks)).toContain('"value":"inv-9"');
    });

    it('show what was said of its verdict when it comes back to it', async () => {
      const opinion = { says: 'right', by: 'U0ASKER', at: SINCE } as const;
      const judged = { ...reports, 'inv-9': { report: other, opinion } };
      await teller(reports).tell(failing(), details());
      await teller(judged).tell(failing(), details('inv-9'));
      expect(JSON.stringify(replies()[0]?.blocks)).toContain('Marked right by <@U0ASKER>');
    });

    it('have it to tell still when Slack did not take the edit', async () => {
      await teller(reports).tell(failing(), details());
      world.slack.failNext('chat.update', 'is_archived');
      await expect(teller(reports).tell(failing(), details('inv-9'))).rejects.toThrow('did not take the edit');
    });

    it('have none when it is no longer kept', async () => {
      await teller().tell(failing(), details());
      expect(sent()).toHaveLength(1);
    });
  });

  it('are told again, once, after Slack did not take them', async () => {
    world.slack.failNext('chat.postMessage', { status: 503 }, 5);
    await expect(teller().tell(failing(), opened)).rejects.toThrow('503');
    await teller().tell(failing(), opened);
    expect(sent()).toHaveLength(2);
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
      expect(sent()).toHaveLength(2);
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
      expect(sent()).toHaveLength(2);
      expect(sent()[0]?.text).toContain(`*lab works again, after 41 min* · it was: ${MEANS}`);
    });

    it('mention nobody, whatever they are', async () => {
      await teller().tell(failing(), opened);
      await teller().show(failing({ acknowledged: { by: 'U0ASKER', at: SINCE } }));
      expect(sent()[0]?.text).toContain('acknowledged by <@U0ASKER>');
      expect(JSON.stringify(sent())).not.toContain('subteam');
    });

    it('are told to be not shown when Slack does not take the edit', async () => {
      await teller().tell(failing(), opened);
      world.slack.failNext('chat.update', 'is_archived');
      expect(await teller().show(failing(over))).toBe(false);
    });

    it('stay untold where nobody was told of the incident', async () => {
      expect(await teller().show(failing({ isTold: false }))).toBe(false);
      expect(sent()).toEqual([]);
    });
  });
});
