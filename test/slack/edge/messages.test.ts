import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import { createCommands } from '#slack/commands/index.ts';
import type { AskedInSlackLookup } from '#slack/commands/look-up.ts';
import type { AskedInSlack } from '#slack/commands/stored.ts';
import type { Listener } from '#slack/edge/listen.ts';
import { accepted } from '../../support/ask-slack.ts';
import { connections, listenTo, startListening } from '../../support/listener.ts';
import { slackTools } from '../../support/slack-tools.ts';
import { openSlackWorld, type SlackWorld } from '../../support/slack-world.ts';
import { soon } from '../../support/soon.ts';

const CHANNEL = 'C0INCIDENT';

describe.each(Object.entries(connections))('a message to the bot over %s', (_mode, connection) => {
  let world: SlackWorld;
  let listener: Listener;
  let lookups: AskedInSlackLookup[];
  let timings: AskedInSlack[];
  let failure: Error | undefined;

  beforeEach(async () => {
    lookups = [];
    timings = [];
    failure = undefined;
    world = await openSlackWorld(systemClock);
    const tools = slackTools({
      async lookUp(asked) {
        if (failure) throw failure;
        lookups.push(asked);
        return { kind: 'enqueued', workers: 1, ahead: 0 };
      },
      async enqueue(asked) {
        timings.push(asked);
        return accepted;
      },
    });
    listener = listenTo(world, { connection: connection(world), commands: createCommands(tools) });
    await startListening(world, listener);
  });
  afterEach(async () => {
    await listener.stop();
    await world.close();
  });
  const told = (user = 'U0ONCALL') => soon(() => expect(world.slack.ephemerals(user)).not.toEqual([]));

  it('is a question about a job, answered in its thread, for an id behind a mention', async () => {
    const { ts } = await world.slack.say('@focus 19-7', { user: 'U0LEAD' });
    await soon(() => expect(lookups).toHaveLength(1));
    const lookup = { kind: 'job', jobId: '19-7' };
    expect(lookups).toMatchObject([
      { lookup, environment: 'staging', requestedBy: 'U0LEAD', channel: CHANNEL, thread: ts },
    ]);
  });

  it('is answered in the thread in which it was written', async () => {
    const root = await world.slack.say('the stream of the demo hangs');
    await world.slack.say('hi @focus logs 19-7 production grep="a && b"', { thread: root.ts });
    await soon(() => expect(lookups).toHaveLength(1));
    const request = { jobId: '19-7', grep: 'a && b' };
    expect(lookups).toMatchObject([{ lookup: { kind: 'logs', request }, environment: 'production', thread: root.ts }]);
  });

  it('starts a timing, and takes what stands before a mention that ends it', async () => {
    const first = await world.slack.say('@focus timing production');
    const second = await world.slack.say('timing, please, @focus');
    const third = await world.slack.say('timing @focus');
    await soon(() => expect(timings).toHaveLength(2));
    await told();
    expect(timings).toMatchObject([
      { environment: 'production', channel: CHANNEL, thread: first.ts },
      { environment: 'staging', thread: third.ts },
    ]);
    expect(second.delivery?.acknowledgedMs).toBeLessThan(3_000);
  });

  it('may be a line that was copied from the help', async () => {
    await world.slack.say('@focus /focus status production');
    await soon(() => expect(lookups).toMatchObject([{ lookup: { kind: 'status' }, environment: 'production' }]));
  });

  it('needs no mention where it is written directly, and is answered in its thread there', async () => {
    const channel = world.slack.direct('U0LEAD');
    const { ts } = await world.slack.say('jobs production', { user: 'U0LEAD', channel });
    await world.slack.say('@focus jobs', { user: 'U0LEAD', channel });
    await soon(() => expect(lookups).toHaveLength(2));
    expect(lookups[0]).toMatchObject({ lookup: { kind: 'jobs' }, environment: 'production', channel, thread: ts });
  });

  it('is told what is wrong alone: in the thread, where there is one, else in the channel', async () => {
    await world.slack.say('@focus logs 19_7');
    await told();
    const root = await world.slack.say('look at this');
    await world.slack.say('yes', { thread: root.ts });
    await world.slack.say('@focus timming', { user: 'U0LEAD', thread: root.ts });
    await told('U0LEAD');
    const [alone] = world.slack.ephemerals('U0ONCALL');
    expect(alone?.text).toContain('did you mean 19-7?');
    expect(alone).not.toHaveProperty('thread_ts');
    expect(world.slack.ephemerals('U0LEAD')).toMatchObject([
      { text: expect.stringContaining('Did you mean `/focus timing`'), thread_ts: root.ts, channel: CHANNEL },
    ]);
    expect(lookups).toEqual([]);
  });

  it('is told what is wrong as a reply where it was written directly', async () => {
    const channel = world.slack.direct('U0GUEST');
    const { ts } = await world.slack.say('logs 19_7', { user: 'U0GUEST', channel });
    await soon(() => expect(world.slack.messages(channel)).toHaveLength(2));
    expect(world.slack.messages(channel)[1]).toMatchObject({
      thread_ts: ts,
      text: expect.stringContaining('did you mean 19-7?'),
    });
    expect(world.slack.ephemerals()).toEqual([]);
  });

  it('has the help for a mention without words', async () => {
    await world.slack.say('@focus');
    await told();
    expect(world.slack.ephemerals()[0]?.text).toContain('You can type');
  });

  it('is answered once, however often it is delivered', async () => {
    const { delivery } = await world.slack.say('@focus 19-7');
    await world.slack.redeliver(delivery?.triggerId ?? '');
    await world.slack.say('@focus jobs');
    await soon(() => expect(lookups).toHaveLength(2));
    expect(lookups.map(({ lookup }) => lookup.kind)).toEqual(['job', 'jobs']);
  });

  it('is nothing that the bot, another bot or an edit says', async () => {
    const channel = world.slack.direct('U0ONCALL');
    const content = { text: 'job 19-7 <@U0FOCUS> 19-7' };
    await world.messenger().open('own-direct', { channel, content });
    await world.messenger().open('own', { channel: CHANNEL, content });
    const other = await world.slack.say('@focus 19-7', { user: 'U0ALERTBOT' });
    const asked = await world.slack.say('what about 19-7');
    const edited = await world.slack.editSaid(CHANNEL, asked.ts, '@focus what about 19-7');
    const direct = await world.slack.say('jobs', { channel });
    await soon(() => expect(lookups).toHaveLength(1));
    const again = await world.slack.editSaid(channel, direct.ts, 'jobs production');
    // Each of them did reach the bot.
    for (const { delivery } of [other, edited, again]) expect(delivery?.acknowledgedMs).toBeLessThan(3_000);
    expect(asked.delivery).toBeUndefined();
    await world.slack.say('@focus checks');
    await soon(() => expect(lookups).toHaveLength(2));
    expect(lookups.map(({ lookup }) => lookup.kind)).toEqual(['jobs', 'checks']);
    expect(world.slack.ephemerals()).toEqual([]);
  });

  it('tells who asked when the bot fails over it', async () => {
    failure = new TypeError('undefined is not a function');
    await world.slack.say('@focus 19-7', { user: 'U0LEAD' });
    await told('U0LEAD');
    expect(world.slack.ephemerals()[0]?.text).toMatch(/^That is my fault, not yours. Reference \w{6}/);
    expect(listener.bugs).toBe(1);
  });

  it('reaches who asked directly where the bot may not write', async () => {
    world.slack.failNext('chat.postEphemeral', 'channel_not_found');
    await world.slack.say('@focus logs');
    const channel = world.slack.direct('U0ONCALL');
    await soon(() =>
      expect(world.slack.messages(channel)).toMatchObject([{ text: expect.stringContaining('job id is missing') }]),
    );
  });

  it('opens no form, and says where there is one', async () => {
    await world.slack.say('@focus timing form');
    await told();
    expect(world.slack.ephemerals()[0]?.text).toContain('/focus timing form');
    expect(listener.bugs).toBe(0);
  });
});
