import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import { rootReport } from '#slack/blocks/root.ts';
import type { AskedInSlackLookup } from '#slack/commands/look-up.ts';
import type { Listener } from '#slack/edge/listen.ts';
import { createShortcuts } from '#slack/shortcuts/index.ts';
import { LOOK_INTO_JOB } from '#slack/shortcuts/look-into-job.ts';
import { createModals } from '#slack/views/index.ts';
import { connections, listenTo, startListening } from '../../support/listener.ts';
import { report } from '../../support/report.ts';
import { slackTools } from '../../support/slack-tools.ts';
import { openSlackWorld, type SlackWorld } from '../../support/slack-world.ts';
import { soon } from '../../support/soon.ts';

const CHANNEL = 'C0INCIDENT';
const lookAt = (jobId: string) => ({ kind: 'job', jobId });

describe.each(Object.entries(connections))('the shortcut Look into this job over %s', (_mode, connection) => {
  let world: SlackWorld;
  let listener: Listener;
  let lookups: AskedInSlackLookup[];

  const open = async (environments: readonly string[]) => {
    const tools = slackTools({
      environments,
      defaultEnvironment: 'staging',
      async lookUp(asked) {
        lookups.push(asked);
        return { kind: 'enqueued', workers: 1, ahead: 0 };
      },
    });
    const parts = { commands: [], shortcuts: createShortcuts(tools), modals: createModals(tools) };
    listener = listenTo(world, { connection: connection(world), ...parts });
    await startListening(world, listener);
  };
  beforeEach(async () => {
    lookups = [];
    world = await openSlackWorld(systemClock);
  });
  afterEach(async () => {
    await listener.stop();
    await world.close();
  });
  const choose = (messageTs: string, channel = CHANNEL) =>
    world.slack.shortcut({ channel, messageTs, callbackId: LOOK_INTO_JOB, user: 'U0LEAD' });

  it('looks at the one job of a message, and answers in its thread', async () => {
    await open(['staging']);
    const { ts } = await world.slack.say('FAILED test_live[channels 1-50, 0-500 Hz] 2025-11-13: Invalid job_id 19-7');
    const { acknowledgedMs } = await choose(ts);
    expect(acknowledgedMs).toBeLessThan(3_000);
    await soon(() => expect(lookups).toHaveLength(1));
    expect(lookups).toMatchObject([
      { lookup: lookAt('19-7'), environment: 'staging', requestedBy: 'U0LEAD', channel: CHANNEL, thread: ts },
    ]);
  });

  it('looks at the job that a link leads to, whatever words stand for it', async () => {
    await open(['staging']);
    const { ts } = await world.slack.say('it hangs: <https://focus.example.org/live/19-7/heatmap|the heatmap>');
    await choose(ts);
    await soon(() => expect(lookups).toMatchObject([{ lookup: lookAt('19-7'), environment: 'staging' }]));
  });

  it('answers in the thread of which the message is a part', async () => {
    await open(['staging']);
    const root = await world.slack.say('the demo hangs');
    const { ts } = await world.slack.say('its pod is grpc-job-19-7-8rlgb', { thread: root.ts });
    await choose(ts);
    await soon(() => expect(lookups).toMatchObject([{ lookup: lookAt('19-7'), thread: root.ts }]));
  });

  it('asks which job where there are several, and where, with the environment that is named', async () => {
    await open(['staging', 'production']);
    const { ts } = await world.slack.say('jobs 19-7 and 20-3 hang on production');
    await choose(ts);
    await soon(() => expect(world.slack.modals('U0LEAD')).toHaveLength(1));
    expect(lookups).toEqual([]);
    await world.slack.submit('U0LEAD', { job: '20-3' });
    await soon(() => expect(lookups).toHaveLength(1));
    expect(lookups).toMatchObject([
      { lookup: lookAt('20-3'), environment: 'production', channel: CHANNEL, thread: ts, requestedBy: 'U0LEAD' },
    ]);
    expect(world.slack.modals('U0LEAD')).toEqual([]);
  });

  it('asks only where, when there is one job and there are several environments', async () => {
    await open(['staging', 'production']);
    const { ts } = await world.slack.say('19-7 hangs');
    await choose(ts);
    await soon(() => expect(world.slack.modals('U0LEAD')).toHaveLength(1));
    expect(world.slack.modals('U0LEAD')[0]?.blocks.map(({ block_id }) => block_id)).toEqual(['environment']);
    await world.slack.submit('U0LEAD', { environment: 'production' });
    await soon(() => expect(lookups).toMatchObject([{ lookup: lookAt('19-7'), environment: 'production' }]));
  });

  it('knows which job and environment a report of the bot is about', async () => {
    await open(['staging', 'production']);
    const content = rootReport(
      report({ environment: 'production', jobId: '19-7', headline: 'no free consumer worker' }),
    );
    const { ts } = await world.messenger().open('report', { channel: CHANNEL, content });
    await choose(ts);
    await soon(() => expect(lookups).toMatchObject([{ lookup: lookAt('19-7'), environment: 'production' }]));
  });

  it('says to who chose it that no job is in a message', async () => {
    await open(['staging']);
    const { ts } = await world.slack.say('channels 1-50 since 2025-11-13, 0-500 Hz');
    await choose(ts);
    await soon(() => expect(world.slack.ephemerals('U0LEAD')).toHaveLength(1));
    expect(world.slack.ephemerals('U0LEAD')[0]?.text).toContain('No id of a job was found');
    expect(lookups).toEqual([]);
  });

  it('is taken once, however often it is delivered', async () => {
    await open(['staging']);
    const { ts } = await world.slack.say('19-7 hangs');
    const { triggerId } = await choose(ts);
    await world.slack.redeliver(triggerId);
    const other = await world.slack.say('20-3 hangs');
    await choose(other.ts);
    await soon(() => expect(lookups.map(({ thread }) => thread)).toEqual([ts, other.ts]));
  });
});
