import { unzipSync } from 'fflate';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type Lab, openLab } from '#lab/lab.ts';
import type { Fault, Scenario } from '#lab/scenario.ts';
import { unschedulable } from '#lab/scenarios/unschedulable.ts';
import { silentLog } from '#lib/logger.ts';
import { rights } from '#probes/kubernetes/rights.ts';
import { requestsOf } from './support/requests-of.ts';
import { contractProblems, type RecordedCall } from './support/slack-contract.ts';
import { soon } from './support/soon.ts';

/** Look-ups through the real bot and worker in the lab, seen from Slack; ten times as fast as real time. */
describe('a look-up in Slack', { timeout: 60_000 }, () => {
  let lab: Lab;
  const calls: RecordedCall[] = [];
  afterAll(async () => expect(await contractProblems(calls, 'look-ups')).toEqual([]));
  afterEach(async () => {
    await lab.close();
    calls.push(...lab.slack.calls);
    expect(requestsOf(rights)).toEqual(expect.arrayContaining([...lab.world.kubernetes.asked]));
  });

  const open = async (...faults: Fault[]) => {
    const scenario: Scenario = { id: 'own', story: 'a test’s own', faults, expected: { verdict: 'healthy' } };
    lab = await openLab({ scenario, speed: 10, seed: 1, log: silentLog });
  };
  const channel = () => lab.slack.channel('incidents').id;
  const roots = () => lab.slack.messages(channel()).filter(({ thread_ts: thread }) => thread === undefined);
  const inThread = (ts: string | undefined) =>
    lab.slack.messages(channel()).filter(({ thread_ts: thread }) => thread === ts);
  const filesOf = (index: number) => inThread(roots()[index]?.ts).flatMap(({ files }) => files);
  const words = (index: number) => JSON.stringify(roots()[index]?.blocks ?? '');
  const inTime = (check: () => unknown) => soon(check, 20_000);
  const running = async () => {
    const id = await lab.configure();
    await inTime(() => expect(lab.world.lives.at(-1)?.came.has('metadata')).toBe(true));
    return id ?? '';
  };

  it('of the logs of a job somebody else started has the answer in the channel and the logs in its thread, the merged view last', async () => {
    await open({
      kind: 'log',
      from: 'grpc',
      after: 'started',
      lines: ['ERROR pz.baby_analyzer no disk left for {job}'],
    });
    const id = await running();
    await lab.slack.command(`logs ${id}`);
    await inTime(() => expect(filesOf(0).at(-1)?.name).toBe('merged.log'));
    expect(roots()[0]?.text).toMatch(new RegExp(`Job ${id} lives .* metadata answers\\. 1 error in `));
    const pod = lab.world.lives[0]?.job.grpcPod;
    expect(filesOf(0).map(({ name }) => name)).toContain(`${pod}.baby-analyzer.log`);
    expect(String(filesOf(0).at(-1)?.content)).toContain(`no disk left for ${id}`);
  });

  it('of how the bot is set up is for administrators alone, and names what does not work', async () => {
    await open({ kind: 'not-configured', part: 'mongodb' });
    await lab.slack.command('doctor', { user: 'U0ONCALL' });
    await inTime(() =>
      expect(lab.slack.ephemerals('U0ONCALL')[0]?.text).toMatch(/^You may not see how the bot is set up/),
    );
    lab.world.kubernetes.deny({ verb: 'get', resource: 'pods/log' });
    await lab.slack.command('doctor', { user: 'U0LEAD' });
    await inTime(() => expect(lab.slack.ephemerals('U0LEAD')[0]?.text).toMatch(/^:red_circle: 1 thing does not work/));
    expect(JSON.stringify(lab.slack.ephemerals('U0LEAD')[0]?.blocks)).toMatch(/may not get pods\/log in panda/);
    expect(roots()).toEqual([]);
  });

  it('of the logs of a job that is gone has what was captured while it lived, though nobody investigated it', async () => {
    await open({
      kind: 'log',
      from: 'grpc',
      after: 'started',
      lines: ['ERROR pz.baby_analyzer no disk left for {job}'],
    });
    const id = await running();
    await lab.world.lives[0]?.ended;
    await lab.slack.command(`logs ${id}`);
    await inTime(() => expect(filesOf(0).at(-1)?.name).toBe('merged.log'));
    expect(roots()[0]?.text).toMatch(/this was captured/);
    const merged = String(filesOf(0).at(-1)?.content);
    expect(merged).toContain(`no disk left for ${id}`);
    // The last words, and what the backend said of it.
    expect(merged).toContain('Cancelling all calls');
    expect(merged).toContain(`job-${id}.yml`);
  });

  it('of logs comes with all files in one message, and shows others of them in its place when they are chosen', async () => {
    await open();
    const id = await running();
    await lab.slack.command(`logs ${id}`);
    await inTime(() => expect(filesOf(0).at(-1)?.name).toBe('merged.log'));
    expect(inThread(roots()[0]?.ts)).toHaveLength(1);
    const messageTs = roots()[0]?.ts ?? '';
    const option = `backend:${id}:lab`;
    await lab.slack.click({ channel: channel(), messageTs, actionId: 'logs-filter', option, user: 'U0LEAD' });
    await inTime(() => expect(words(0)).toContain('only the backend'));
    expect(words(0)).toContain('<@U0LEAD>');
    expect(lab.slack.messages(channel())).toHaveLength(2);
  });

  it('of logs asked in a thread has its files in that thread too', async () => {
    await open();
    const id = await running();
    const { ts } = await lab.slack.say(`@focus logs ${id}`);
    await inTime(() =>
      expect(
        inThread(ts)
          .flatMap(({ files }) => files)
          .at(-1)?.name,
      ).toBe('merged.log'),
    );
    expect(inThread(ts)).toHaveLength(2);
  });

  it('of the log entries of an investigation is seen by who pressed alone, and shows others in place', async () => {
    await open({ kind: 'never', stage: 'consumer' });
    await lab.slack.command('timing timeout=10s');
    await inTime(() => expect(words(0)).toContain('"action_id":"logs"'));
    await lab.slack.click({ channel: channel(), messageTs: roots()[0]?.ts ?? '', actionId: 'logs', user: 'U0LEAD' });
    await inTime(() => expect(lab.slack.ephemerals('U0LEAD')).toHaveLength(1));
    const alone = () => JSON.stringify(lab.slack.ephemerals('U0LEAD'));
    expect(alone()).toContain('Log entries of job 1-41');
    const [{ ts = '' } = {}] = lab.slack.ephemerals('U0LEAD');
    const option = /"(pod:[^"]+)"/.exec(alone())?.[1] ?? '';
    await lab.slack.click({ channel: channel(), messageTs: ts, actionId: 'logs-shown', option, user: 'U0LEAD' });
    await inTime(() => expect(alone()).toContain('job 1-41: pod'));
    expect(alone()).not.toContain('pz.focus_server');
    expect(lab.slack.ephemerals('U0LEAD')).toHaveLength(1);
  });

  it('of a job nobody knows says where it looked and what lives near it', async () => {
    await open();
    const id = await running();
    await lab.slack.command('logs 1-999');
    await inTime(() => expect(roots()[0]?.text).toContain('Job 1-999 was not found'));
    expect(words(0)).toContain(id);
  });

  it('follows the logs until somebody presses Stop, and then attaches them', async () => {
    await open();
    const id = await running();
    await lab.slack.command(`logs ${id} follow=5m`);
    await inTime(() => expect(words(0)).toContain('consumer attached'));
    await lab.slack.click({
      channel: channel(),
      messageTs: roots()[0]?.ts ?? '',
      actionId: 'stop-follow',
      user: 'U0LEAD',
    });
    await inTime(() => expect(roots()[0]?.text).toContain('<@U0LEAD> stopped it'));
    await inTime(() => expect(filesOf(0).at(-1)?.name).toBe('merged.log'));
    expect(words(0)).not.toContain('stop-follow');
  });

  it('of the jobs shows each that lives, with a button for the logs of what is unwell', async () => {
    await open(...unschedulable.faults);
    const id = await lab.configure();
    await lab.clock.sleep(35_000);
    await lab.slack.command('jobs');
    await inTime(() => expect(words(0)).toContain(`job-logs:${id}`));
    expect(roots()[0]?.text).toContain(`1 job lives in lab, 1 is unwell`);
    await lab.slack.click({ channel: channel(), messageTs: roots()[0]?.ts ?? '', actionId: `job-logs:${id}` });
    await inTime(() => expect(roots()[1]?.text).toMatch(new RegExp(`\\bjob ${id}\\b`, 'i')));
  });

  it('of a job somebody else started is a diagnosis, and configures nothing', async () => {
    await open();
    const id = await running();
    const before = lab.world.focusServer.requests.length;
    await lab.slack.command(`job ${id}`);
    await inTime(() => expect(roots()[0]?.text).toMatch(/^:large_green_circle: lab: .*consumer/i));
    const asked = lab.world.focusServer.requests.slice(before).map(({ path }) => path);
    expect(asked).not.toContain('/configure');
    expect(words(0)).not.toContain('run-again');
  });

  it('of a job that is over tells what is remembered of it, investigates nothing, and has a button for its logs', async () => {
    await open({ kind: 'never', stage: 'consumer' });
    await lab.slack.command('timing timeout=10s');
    await inTime(() => expect(inThread(roots()[0]?.ts).length).toBeGreaterThanOrEqual(1));
    await lab.world.lives[0]?.ended;
    const id = lab.world.lives[0]?.job.id ?? '';
    await lab.slack.command(id);
    await inTime(() =>
      expect(roots()[1]?.text).toMatch(
        new RegExp(`^Job ${id} of lab (?:ended|is over; it was last seen) at .* \\(seen for \\d+`),
      ),
    );
    expect(words(1)).toMatch(/It was broken|What it had was not determined/);
    expect(words(1)).toContain(`/archives/${channel()}/p${roots()[0]?.ts.replace('.', '')}`);
    await lab.slack.command(`history ${id}`);
    await inTime(() => expect(roots()[2]?.text).toContain('The last investigation of'));
    await lab.slack.click({ channel: channel(), messageTs: roots()[1]?.ts ?? '', actionId: `job-logs:${id}` });
    await inTime(() => expect(roots()[3]?.text).toMatch(/this was captured/));
  });

  it('of one job by two people is one, and both are told, wherever everybody sees it', async () => {
    await open({ kind: 'never', stage: 'consumer' });
    const elsewhere = lab.slack.addChannel('lab-floor').id;
    const id = await lab.configure();
    await lab.slack.command(`job ${id}`, { user: 'U0ONCALL' });
    await inTime(() => expect(roots()).toHaveLength(1));
    await lab.slack.command(`job ${id}`, { user: 'U0LEAD', channel: elsewhere });
    await inTime(() =>
      expect(lab.slack.ephemerals('U0LEAD').at(-1)?.text).toMatch(/not answered yet: <https:.*for you there/),
    );
    await inTime(() => expect(words(0)).toContain('Asked by <@U0ONCALL>, <@U0LEAD>'));
    const direct = () => lab.slack.messages(lab.slack.direct('U0LEAD'));
    await inTime(() => expect(direct()[0]?.text).toMatch(/^:(red|large_orange)_circle: .*What you asked for too/));
    expect([roots().length, lab.slack.messages(elsewhere).length, direct().length]).toEqual([1, 0, 1]);
    await lab.slack.command('history', { user: 'U0LEAD', channel: elsewhere });
    await inTime(() => expect(JSON.stringify(lab.slack.messages(elsewhere)[0]?.blocks)).toContain(id ?? '-'));
  });

  it('of one job is answered to who asks elsewhere as the answer is told, too', async () => {
    await open({ kind: 'never', stage: 'consumer' });
    const elsewhere = lab.slack.addChannel('lab-floor').id;
    const id = await lab.configure();
    let late: Promise<unknown> | undefined;
    lab.slack.onChange(({ message }) => {
      if (!/^:(red|large_orange)_circle:/.test(message.text)) return;
      late ??= lab.slack.command(`job ${id}`, { user: 'U0LEAD', channel: elsewhere });
    });
    await lab.slack.command(`job ${id}`, { user: 'U0ONCALL' });
    await inTime(() => expect(late).toBeDefined());
    await late;
    const theirs = () => lab.slack.messages(elsewhere)[0]?.text;
    await inTime(() => expect(theirs()).toMatch(/^:(red|large_orange)_circle:|is over/));
    expect(lab.slack.ephemerals('U0LEAD')).toEqual([]);
  });

  it('of a job that nobody ever saw is told to who asked alone, and is no investigation', async () => {
    await open();
    await lab.slack.command('job 7-7', { user: 'U0LEAD' });
    await inTime(() => expect(lab.slack.ephemerals('U0LEAD')).toHaveLength(1));
    expect(lab.slack.ephemerals('U0LEAD')[0]?.text).toContain('Nobody has seen a job 7-7 in lab');
    await lab.slack.command('history');
    await inTime(() => expect(roots()).toHaveLength(1));
    expect(roots()[0]?.text).toContain('No investigation');
  });

  it('asked behind a mention comes in that thread, and one that nobody understands is told to who asked alone', async () => {
    await open();
    const id = await running();
    const { ts } = await lab.slack.say(`@focus ${id}`, { user: 'U0LEAD' });
    await inTime(() => expect(inThread(ts)[0]?.text).toMatch(/^:large_green_circle: lab: .*consumer/i));
    await lab.slack.say('@focus job 7-7', { user: 'U0LEAD', thread: ts });
    await inTime(() => expect(lab.slack.ephemerals('U0LEAD')).toMatchObject([{ thread_ts: ts }]));
    expect(roots().map(({ user }) => user)).toEqual(['U0LEAD']);
  });

  it('asked for a message comes in its thread', async () => {
    await open();
    const id = await running();
    const { ts } = await lab.slack.say(`test_live[channels 1-50]: Invalid job_id ${id}`);
    await lab.slack.shortcut({ channel: channel(), messageTs: ts, callbackId: 'look-into-job' });
    await inTime(() => expect(inThread(ts)[0]?.text).toMatch(/^:large_green_circle: lab: .*consumer/i));
  });

  it('asked directly comes there, a timing with all of its course', async () => {
    await open();
    const direct = lab.slack.direct('U0LEAD');
    const { ts } = await lab.slack.say('timing', { user: 'U0LEAD', channel: direct });
    await inTime(() => expect(lab.slack.messages(direct)[1]?.text).toMatch(/^:large_green_circle: lab: .*consumer/i));
    const answers = lab.slack.messages(direct).slice(1);
    expect(answers.every(({ thread_ts: thread }) => thread === ts)).toBe(true);
    expect(roots()).toEqual([]);
  });

  it('of the evidence of an investigation is one file in its thread, with the capture of its job', async () => {
    await open();
    await lab.slack.command('timing');
    await inTime(() => expect(words(0)).toContain('"action_id":"evidence"'));
    await lab.world.lives[0]?.ended;
    await lab.slack.click({ channel: channel(), messageTs: roots()[0]?.ts ?? '', actionId: 'evidence' });
    await inTime(() =>
      expect(filesOf(0).map(({ name }) => name)).toContainEqual(expect.stringMatching(/^focus-.*\.zip$/)),
    );
    const zip = filesOf(0).find(({ name }) => name.endsWith('.zip'))?.content;
    const inside = Object.keys(unzipSync(new Uint8Array(zip ?? Buffer.alloc(0)))).map((name) =>
      name.replace(/^[^/]+\//, ''),
    );
    expect(inside).toEqual(expect.arrayContaining(['manifest.json', 'evidence.json', 'report.md', 'capture.json']));
  });

  it('is answered while an investigation of the same environment runs', async () => {
    await open({ kind: 'never', stage: 'consumer' });
    await lab.slack.command('timing timeout=60s');
    await inTime(() => expect(roots()).toHaveLength(1));
    await lab.slack.command('jobs');
    await inTime(() => expect(roots()[1]?.text).toContain('in lab'));
    expect(words(0)).not.toContain('run-again');
  });
});
