import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { readRecorded } from '#bundle/read-recorded.ts';
import { createHistory } from '#history/history.ts';
import { type Lab, openLab } from '#lab/lab.ts';
import { clickNewest, submitNewest } from '#lab/people.ts';
import type { Scenario } from '#lab/scenario.ts';
import { healthy } from '#lab/scenarios/healthy.ts';
import { job197 } from '#lab/scenarios/job-19-7.ts';
import { unschedulable } from '#lab/scenarios/unschedulable.ts';
import { systemClock } from '#lib/clock.ts';
import { silentLog } from '#lib/logger.ts';
import { laneName, PREFIX } from '#queue/names.ts';
import { contractProblems, type RecordedCall } from './support/slack-contract.ts';
import { soon } from './support/soon.ts';

const TOLD = /^:\w+_circle: lab: /;
const WHY = /Why: |What proves it/;

/** From the button in Slack to history and back, through the real bot and worker; ten times as fast as real time. */
describe('a verdict in Slack', { timeout: 60_000 }, () => {
  let lab: Lab;
  let redis: Redis;
  const calls: RecordedCall[] = [];
  afterEach(async () => {
    redis.disconnect();
    await lab.close();
    calls.push(...lab.slack.calls);
  });
  afterAll(async () => expect(await contractProblems(calls, 'verdicts')).toEqual([]));

  const open = async (scenario: Scenario) => {
    lab = await openLab({ scenario, speed: 10, seed: 1, log: silentLog });
    redis = new Redis(lab.redis.url);
    await lab.slack.command('timing');
    await inTime(() => expect(roots()[0]?.text).toMatch(TOLD));
    // The last of what an investigation tells.
    if (scenario !== healthy) await inTime(() => expect(replyTo(0)).toBeDefined());
  };
  const channel = () => lab.slack.channel('incidents').id;
  const roots = () => lab.slack.messages(channel()).filter(({ thread_ts: thread }) => thread === undefined);
  const inThread = (index: number) =>
    lab.slack.messages(channel()).filter(({ thread_ts: thread }) => thread === roots()[index]?.ts);
  const replyTo = (index: number) => inThread(index).find(({ text }) => WHY.test(text));
  const words = () => JSON.stringify(replyTo(0)?.blocks ?? '');
  const inTime = (check: () => unknown) => soon(check, 20_000);
  const history = () => createHistory({ redis, prefix: PREFIX, clock: systemClock, log: silentLog });
  const kept = async () => {
    const [line] = await history().past({}, 1);
    return (await history().afterwards([line?.investigation ?? ''])).get(line?.investigation ?? '');
  };

  it('is marked right, and by somebody else wrong, though bot and worker restart in between; the last word stands', async () => {
    await open(unschedulable);
    const before = words();
    await clickNewest(lab, 'right');
    await inTime(() => expect(words()).toContain('Marked right by <@U0ONCALL>'));
    expect(words()).toContain(before.slice(1, -1).split('{"type":"actions"')[0]);
    expect((await kept())?.opinion).toEqual({ says: 'right', by: 'U0ONCALL', at: expect.any(Number) });

    await lab.restart();
    await lab.slack.click({ channel: channel(), messageTs: replyTo(0)?.ts ?? '', actionId: 'wrong', user: 'U0LEAD' });
    await inTime(() => expect(lab.slack.modals('U0LEAD')).toHaveLength(1));
    await lab.slack.submit('U0LEAD', { cause: 'queue-missing', note: 'seen by hand, password=hunter2secret' });
    await inTime(() => expect(words()).toContain('Marked wrong by <@U0LEAD>: it was queue-missing'));
    expect(words()).not.toContain('Marked right');
    expect(words()).toContain('"slack_file"');
    expect((await kept())?.opinion).toMatchObject({ says: 'wrong', instead: 'queue-missing', by: 'U0LEAD' });
    expect((await kept())?.opinion?.note).toMatch(/^seen by hand, password=‹hidden \w+›$/);
    const secret = (await everything()).filter((text) => text.includes('hunter2secret'));
    expect(secret).toEqual([]);
  });

  it('that is disputed comes as a file that is judged again, in the thread', async () => {
    await open(unschedulable);
    await clickNewest(lab, 'wrong');
    await inTime(() => expect(lab.slack.modals('U0ONCALL')).toHaveLength(1));
    await submitNewest(lab, 'cause=something-else note=the scheduler was fine');
    await inTime(() => expect(words()).toContain('"action_id":"recorded-run"'));
    await clickNewest(lab, 'recorded-run');
    await inTime(() => expect(inThread(0).flatMap(({ files }) => files)).toHaveLength(1));
    const [file] = inThread(0).flatMap(({ files }) => files);
    expect(file?.name).toMatch(/^focus-\w+-disputed\.json$/);
    const { evidence, judged, disputed } = readRecorded(file?.content ?? new Uint8Array());
    expect(evidence.subject.environment).toBe('lab');
    expect(judged).toEqual({ verdict: 'broken', cause: 'pod-not-scheduled' });
    expect(disputed).toMatchObject({ cause: 'pod-not-scheduled', note: 'the scheduler was fine', by: 'U0ONCALL' });
  });

  it('that stands in a thread is marked there, and its files come under the message that begins the thread', async () => {
    await open(job197);
    await clickNewest(lab, 'decide');
    const again = () => inThread(0).filter(({ text }) => WHY.test(text))[1];
    await inTime(() => expect(again()).toBeDefined());
    const press = (actionId: string) => lab.slack.click({ channel: channel(), messageTs: again()?.ts ?? '', actionId });
    await press('wrong');
    await inTime(() => expect(lab.slack.modals('U0ONCALL')).toHaveLength(1));
    await submitNewest(lab, 'cause=something-else');
    await inTime(() => expect(JSON.stringify(again()?.blocks)).toContain('it was something else'));
    expect(words()).not.toContain('it was something else');
    await press('recorded-run');
    await inTime(() => expect(inThread(0).flatMap(({ files }) => files)).toHaveLength(1));
  });

  it('that is healthy asks nobody and plans nothing', async () => {
    await open(healthy);
    expect(JSON.stringify(lab.slack.messages(channel()))).not.toMatch(/"action_id":"(right|wrong)"/);
    expect(await planned((queue) => queue.getDelayedCount())).toBe(0);
  });

  it('that is forgotten says so when a button is pressed', async () => {
    await open(unschedulable);
    await redis.del(...(await redis.keys(`${PREFIX}:history:*`)));
    for (const action of ['right', 'wrong']) await clickNewest(lab, action);
    await inTime(() => expect(lab.slack.ephemerals()).toHaveLength(2));
    for (const { text } of lab.slack.ephemerals()) expect(text).toContain('Nothing was marked: the report of');
    expect(lab.slack.modals('U0ONCALL')).toEqual([]);
  });

  it('is looked at again when its time comes, also after a restart, and only history tells', async () => {
    await open(unschedulable);
    await lab.become(healthy);
    await lab.slack.command('timing');
    await inTime(() => expect(roots()[1]?.text).toMatch(/^:large_green_circle: lab: consumer after/));
    const said = lab.slack.messages(channel()).length;
    await lab.restart();
    const delays = await planned(async (queue) => (await queue.getDelayed()).map(({ delay }) => delay));
    expect(delays).toEqual([60_000]);
    await planned(async (queue) => Promise.all((await queue.getDelayed()).map((job) => job.promote())));
    const found = {
      at: expect.any(Number),
      next: { consumer: true, jobId: expect.stringMatching(/-42$/), from: 'history' },
      restarted: false,
    };
    await soon(async () => {
      const [, line] = await history().past({}, 2);
      const known = await history().afterwards([line?.investigation ?? '']);
      expect(known.get(line?.investigation ?? '')?.secondLook).toEqual(found);
    }, 20_000);
    await lab.slack.command('history accuracy in=lab');
    await inTime(() => expect(JSON.stringify(roots()[2]?.blocks)).toContain('the next job got its consumer in 1 of 1'));
    expect(
      lab.slack
        .messages(channel())
        .slice(said)
        .map(({ text }) => text),
    ).toEqual([':dart: Nobody has said of 1 verdict in lab whether it was right']);
  });

  async function planned<T>(ask: (queue: Queue) => Promise<T>): Promise<T> {
    const queue = new Queue(laneName('look', 'lab'), { connection: redis, prefix: PREFIX, skipMetasUpdate: true });
    return ask(queue).finally(() => queue.close());
  }

  /** Every value in Redis that is a text, or a hash of texts. */
  async function everything(): Promise<string[]> {
    const texts = (await redis.keys('*')).map(async (key) => {
      const type = await redis.type(key);
      if (type === 'string') return [(await redis.get(key)) ?? ''];
      return type === 'hash' ? redis.hvals(key) : [];
    });
    return (await Promise.all(texts)).flat();
  }
});
