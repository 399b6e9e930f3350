import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Investigated } from '#investigation/investigate.ts';
import type { Asker } from '#queue/askers.ts';
import { PREFIX } from '#queue/names.ts';
import { createLate, readWaiting } from '#slack/message/late.ts';
import { createTeller } from '#slack/tell/investigation.ts';
import { silentSpans } from '#telemetry/spans.ts';
import { evidence, noConsumerRun } from '../../support/evidence.ts';
import { report } from '../../support/report.ts';
import { openSlackWorld, type SlackWorld } from '../../support/slack-world.ts';

const CHANNEL = 'C0OPS';
const asked = {
  investigation: 'inv-1',
  environment: 'staging',
  requestedBy: 'U0LEAD',
  channel: CHANNEL,
  jobId: '19-7',
};
const answered = (headline: string): Investigated => ({
  report: report({ investigation: 'inv-1', headline }),
  evidence: evidence(noConsumerRun),
});

describe('the messages of an investigation', () => {
  let world: SlackWorld;
  let askers: readonly Asker[];
  beforeEach(async () => {
    askers = [];
    world = await openSlackWorld();
    world.slack.addChannel('ops');
  });
  afterEach(() => world.close());

  /** As a fresh process has it. */
  function process() {
    const { redis, clock, log } = world;
    const messenger = world.messenger();
    const late = createLate({ redis, prefix: PREFIX, messenger, clock, log });
    return {
      late,
      ...createTeller({
        messenger,
        late,
        askersOf: async () => askers,
        draw: async () => undefined,
        spans: silentSpans,
        clock,
        log,
      }),
    };
  }
  const sent = () => world.slack.messages(CHANNEL);
  const root = () => sent()[0]?.text;
  const replies = () => sent().slice(1);
  const direct = () => world.slack.messages(world.slack.direct('U0LEAD')).map(({ text }) => text);

  it('are one root and one reply, also where a second attempt tells once more what the first found out', async () => {
    await process().during(asked, 1, async () => answered('no GPU is free'));
    await process().report(asked, 2, answered('no GPU is free'));
    expect(root()).toContain('no GPU is free');
    expect(replies()).toHaveLength(1);
  });

  it('name all who asked, and are told once to who asked elsewhere', async () => {
    askers = [
      { user: 'U0OTHER', channel: CHANNEL },
      { user: 'U0LEAD', channel: 'C0ELSEWHERE' },
    ];
    await process().announce(asked, 1);
    expect(JSON.stringify(sent()[0]?.blocks)).toContain('Asked by <@U0OTHER>, <@U0LEAD>');
    for (const attempt of [1, 2]) await process().report(asked, attempt, answered('no GPU is free'));
    expect(replies()[0]?.text).toMatch(/^<@U0OTHER> <@U0LEAD> /);
    expect(direct()).toEqual([expect.stringMatching(/no GPU is free.*<https:\S+\|What you asked for too>$/)]);
  });

  it('are of one run: a worker that was replaced tells neither root nor reply', async () => {
    let resume = (_: Investigated) => {};
    const begun = Promise.withResolvers<void>();
    const stopped = process().during(asked, 1, () => {
      begun.resolve();
      return new Promise((resolve) => {
        resume = resolve;
      });
    });
    await begun.promise;
    await process().during(asked, 2, async () => answered('the second’s'));
    resume(answered('the first’s'));
    await stopped;
    expect(root()).toContain('the second’s');
    expect(JSON.stringify(sent())).not.toContain('the first’s');
    expect(replies()).toHaveLength(1);
  });

  it('keep their report where a place in the queue, or a loss of an earlier attempt, comes late', async () => {
    await process().during(asked, 2, async () => answered('no GPU is free'));
    const another = process();
    await another.waiting(asked, 2);
    await another.lost(asked, 1, 'it froze');
    expect(root()).toContain('no GPU is free');
    expect(direct()).toEqual([]);
  });

  it('wait in the outbox where the channel is archived at the report, and the asker has it at once', async () => {
    await process().announce(asked, 0);
    world.slack.addChannel('ops', { archived: true });
    world.slack.failNext('chat.update', 'is_archived');
    await process().report(asked, 1, answered('no GPU is free'));
    expect((await readWaiting(world.redis, PREFIX)).map(({ key }) => key).sort()).toEqual(['inv-1', 'inv-1:reply']);
    expect(root()).not.toContain('no GPU is free');
    expect(direct()).toEqual([expect.stringMatching(/no GPU is free.*could not be shown in <#C0OPS>/s)]);
    world.slack.addChannel('ops');
    await world.clock.sleep(60_000);
    const { late } = process();
    await late.round();
    expect(root()).toMatch(/no GPU is free.*\nTold late by /s);
    expect(replies()).toMatchObject([{ text: expect.stringContaining('Told late by ') }]);
    expect(await readWaiting(world.redis, PREFIX)).toEqual([]);
  });

  it('show later what somebody said of a verdict, where Slack does not take it', async () => {
    const teller = process();
    const first = answered('no GPU is free');
    await teller.during(asked, 1, async () => first);
    const [{ ts = '' } = {}] = replies();
    world.slack.failAll('chat.update', 'token_revoked');
    const opinion = { says: 'right', by: 'U0LEAD', at: world.clock.now() } as const;
    await teller.amend({ channel: CHANNEL, ts }, first.report, opinion);
    world.slack.failAll('chat.update', undefined);
    await world.clock.sleep(60_000);
    await teller.late.round();
    expect(replies()[0]?.text).toContain('Told late by ');
    expect(JSON.stringify(replies()[0]?.blocks)).toContain('<@U0LEAD>');
    expect(await readWaiting(world.redis, PREFIX)).toEqual([]);
  });

  it('tell a loss to the asker alone where the channel takes nothing, and later where Slack takes nothing at all', async () => {
    await process().announce(asked, 0);
    world.slack.failNext('chat.update', 'token_revoked');
    world.slack.failNext('chat.postMessage', 'token_revoked');
    await process().lost(asked, 1, 'it froze');
    expect(direct()).toEqual([]);
    await world.clock.sleep(60_000);
    await process().late.round();
    expect(direct()).toEqual([expect.stringMatching(/No report.*it froze.*Told late by /s)]);
  });

  it('tell a loss in the channel, and once to who asked elsewhere', async () => {
    askers = [
      { user: 'U0OTHER', channel: CHANNEL },
      { user: 'U0LEAD', channel: 'C0ELSEWHERE' },
    ];
    world.slack.addPerson('other');
    for (const attempt of [1, 2]) await process().lost(asked, attempt, 'it froze');
    expect(root()).toMatch(/No report.*it froze/s);
    expect(direct()).toEqual([expect.stringMatching(/No report.*it froze.*What you asked for too/s)]);
    expect(world.slack.messages(world.slack.direct('U0OTHER'))).toEqual([]);
  });

  it('tell a loss to each who asked where the channel takes nothing, also to who asked elsewhere', async () => {
    askers = [
      { user: 'U0OTHER', channel: CHANNEL },
      { user: 'U0LEAD', channel: 'C0ELSEWHERE' },
    ];
    world.slack.addPerson('other');
    world.slack.addChannel('ops', { member: false });
    for (const attempt of [1, 2]) await process().lost(asked, attempt, 'the bot is not in the channel');
    const other = world.slack.messages(world.slack.direct('U0OTHER')).map(({ text }) => text);
    expect([direct(), other]).toEqual(
      [1, 2].map(() => [expect.stringMatching(/No report.*the bot is not in the channel/s)]),
    );
  });
});
