import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Capture } from '#history/capture.ts';
import type { Fact, Observation } from '#investigation/observation.ts';
import { labClock } from '#lab/clock.ts';
import { lookUpLogs } from '#lookups/logs/look.ts';
import type { LogsReport } from '#lookups/logs/report.ts';
import { keys } from '../../support/canaries.ts';
import { podOf } from '../../support/jobs-seen.ts';
import { BACKEND, type LogsStage, openLogsStage } from '../../support/logs-stage.ts';
import { soon } from '../../support/soon.ts';

let stage: LogsStage;

beforeEach(async () => {
  stage = await openLogsStage();
});

afterEach(async () => {
  const { kubernetes, mongodb, focusServer, rabbitmq } = stage;
  const open = () => [kubernetes.connections, mongodb.connections, focusServer.connections, rabbitmq.connections()];
  await soon(() => expect(open()).toEqual([0, 0, 0, { amqp: 0, management: 0 }]), 8_000);
  await stage.close();
});

function write(pod: string, ...lines: readonly string[]): void {
  const container = pod === BACKEND ? 'server' : 'main';
  for (const line of lines) stage.kubernetes.log('panda', pod, container, line);
}

function names({ files }: LogsReport): readonly string[] {
  return files.map(({ name }) => name);
}

function content({ files }: LogsReport, name: string): readonly string[] {
  const file = files.find((each) => each.name === name);
  return (file?.content ?? '')
    .split('\n')
    .slice(0, -1)
    .map((line) => line.slice(29));
}

function factsOf({ facts }: LogsReport): Readonly<Record<string, string>> {
  return Object.fromEntries(facts.map(({ label, value }) => [label, value]));
}

const START = Date.parse('2025-11-13T15:34:15Z');

function captured(facts: readonly (readonly [ms: number, fact: Fact])[], change: Partial<Capture> = {}): Capture {
  const observations: readonly Observation[] = facts.map(([ms, fact], i) => ({
    id: `o${i + 1}`,
    at: START + ms,
    probe: 'capture',
    fact,
  }));
  const life = { version: 1, environment: 'staging', jobId: '19-7', life: 'uid-1' } as const;
  const times = { firstSeenAt: START, lastSeenAt: START + 43_000 };
  return { ...life, ...times, end: 'gone', failed: true, observations, gaps: [], droppedLines: 0, ...change };
}

function line(
  ms: number,
  text: string,
  over: Partial<Extract<Fact, { kind: 'log-line' }>> = {},
): readonly [number, Fact] {
  const where = { source: 'grpc', pod: 'grpc-job-19-7-8rlgb', container: 'main' } as const;
  return [ms, { kind: 'log-line', ...where, stamp: START + ms, level: 'info', namesJob: false, text, ...over }];
}

describe('the logs of a job that lives', () => {
  it('are the answer, with its parts at the top and a file a container', async () => {
    const { kubernetes, rabbitmq, mongodb, metadata } = stage;
    const grpc = stage.runPod('grpc', '19-7');
    const cleanup = stage.runPod('cleanup', '19-7');
    stage.runPod('grpc', '19-76');
    write(grpc, 'INFO starting', 'ERROR no queue 1', 'ERROR no queue 2');
    write(cleanup, 'cpu 0.1');
    write('grpc-job-19-76-8rlgb', 'ERROR of another job');
    write(
      BACKEND,
      'INFO Applied YAML from /tmp/job-19-7.yml',
      'INFO Applied YAML from /tmp/job-19-76.yml',
      'WARNING slow',
    );
    kubernetes.event({
      namespace: 'panda',
      type: 'Warning',
      reason: 'BackOff',
      message: 'back-off',
      object: { kind: 'Pod', name: grpc },
    });
    kubernetes.event({
      namespace: 'panda',
      type: 'Normal',
      reason: 'Started',
      message: 'other',
      object: { kind: 'Pod', name: 'grpc-job-19-76-8rlgb' },
    });
    const queue = `grpc-job-19-7-${(Date.now() / 1_000).toFixed(3)}`;
    rabbitmq.declareQueue(queue);
    rabbitmq.publish(queue, 12);
    rabbitmq.declareQueue('grpc-job-19-76-1.5');
    mongodb.insert('focus', 'jobs', { job_id: '19-7' });
    metadata.set('19-7', 'unknown');
    const report = await stage.ask();
    expect(report).toMatchObject({
      version: 1,
      lookup: 'look-1',
      environment: 'staging',
      requestedBy: 'U0ASKER',
      jobId: '19-7',
      source: 'living',
    });
    expect(report.headline).toMatch(
      /^Job 19-7 lives \(\d+ s old\): its pod is Running and Ready, its queue has no consumer, metadata says Invalid job_id\. 2 errors and 1 warning in 6 lines\. Most telling: ERROR no queue 1 ×2, first [\d:.]+, last [\d:.]+$/,
    );
    expect(report.nextStep).toBe('Ask for the cause: /focus job 19-7');
    expect(factsOf(report)).toMatchObject({
      Pods: 'grpc Running, Ready · cleanup Running',
      Node: 'worker-node',
      Metadata: 'Invalid job_id (404)',
      Queue: `${queue}: 0 consumers, 12 messages ready`,
      Database: 'a document in jobs',
      Events: 'BackOff: back-off',
    });
    expect(names(report)).toEqual([
      `${grpc}.main.log`,
      `${cleanup}.main.log`,
      `${BACKEND}.server.log`,
      'events.log',
      'merged.log',
    ]);
    expect(content(report, `${grpc}.main.log`)).toEqual(['INFO starting', 'ERROR no queue 1', 'ERROR no queue 2']);
    expect(content(report, `${BACKEND}.server.log`)).toEqual(['INFO Applied YAML from /tmp/job-19-7.yml']);
    expect(content(report, 'events.log')).toEqual([`Warning BackOff Pod/${grpc}: back-off`]);
    const merged = content(report, 'merged.log');
    expect(merged).toContain(`event  Warning BackOff Pod/${grpc}: back-off`);
    expect(merged.filter((text) => !text.startsWith('event'))).toEqual([
      'grpc/main  INFO starting',
      'grpc/main  ERROR no queue 1',
      'grpc/main  ERROR no queue 2',
      'cleanup/main  cpu 0.1',
      'backend/server  INFO Applied YAML from /tmp/job-19-7.yml',
      'backend/server  WARNING slow',
    ]);
    expect(report.notSeen).toEqual([]);
    expect(report.logLines.map(({ text }) => text)).toEqual([
      'ERROR no queue 1',
      'WARNING slow',
      'INFO Applied YAML from /tmp/job-19-7.yml',
    ]);
  });

  it('are filtered as asked, and the answer says so', async () => {
    const grpc = stage.runPod('grpc', '19-7');
    stage.runPod('cleanup', '19-7');
    write(grpc, 'ERROR one queue', 'INFO two queue', 'ERROR three', 'ERROR four Queue', 'ERROR five queue');
    write('cleanup-job-19-7-8rlgb', 'ERROR queue');
    const report = await stage.ask({ pods: 'grpc', level: 'error', grep: 'QUEUE', tail: 2 });
    expect(content(report, `${grpc}.main.log`)).toEqual(['ERROR four Queue', 'ERROR five queue']);
    expect(report.counts).toEqual({ lines: 2, errors: 2, warnings: 0 });
    expect(names(report)).toEqual([`${grpc}.main.log`, 'merged.log']);
    expect(report.filter).toBe('only the grpc pod, level error, with "QUEUE", last 2 lines of each container');
    expect(content(await stage.ask({ pods: 'grpc', tail: 1 }), `${grpc}.main.log`)).toEqual(['ERROR five queue']);
    expect((await stage.ask({ grep: 'nowhere' })).headline).toMatch(/\. No line passes the filter$/);
  });

  it('are of the run before a restart too, or of that alone', async () => {
    const grpc = stage.runPod('grpc', '19-7');
    write(grpc, 'first run');
    expect((await stage.ask({ previous: true })).headline).toMatch(/\. No container of it has restarted$/);
    stage.kubernetes.update('Pod', 'panda', grpc, (pod) => {
      const [status] = (pod.status?.containerStatuses ?? []) as { name: string }[];
      pod.status = {
        ...pod.status,
        containerStatuses: [{ ...status, restartCount: 1, lastState: { terminated: { exitCode: 1 } } }],
      };
    });
    write(grpc, 'second run');
    const both = await stage.ask();
    expect(names(both)).toEqual([`${grpc}.main.log`, `${grpc}.main.previous.log`, 'merged.log']);
    expect(content(both, 'merged.log')).toEqual(['grpc/main (previous)  first run', 'grpc/main  second run']);
    expect(names(await stage.ask({ previous: true }))).toEqual([`${grpc}.main.previous.log`, 'merged.log']);
  });

  it('name the Role that is missing', async () => {
    const grpc = stage.runPod('grpc', '19-7');
    write(grpc, 'unseen');
    stage.kubernetes.deny({ verb: 'get', resource: 'pods/log' });
    const report = await stage.ask();
    expect(report.headline).toMatch(/^Job 19-7 lives .*\. Its logs could not be read$/);
    expect(report.notSeen).toEqual([
      {
        what: 'the logs of pods in namespace panda',
        why: expect.stringMatching(/^User "system:serviceaccount:focus-bot:focus-bot" cannot get resource "pods\/log"/),
        remedy: expect.stringMatching(
          /-n panda create role .*pods\/log.*create rolebinding .*--serviceaccount=focus-bot:focus-bot/s,
        ),
      },
    ]);
  });

  it('name the Role also where events may not be listed, and tell the rest', async () => {
    const grpc = stage.runPod('grpc', '19-7');
    write(grpc, 'hello');
    stage.kubernetes.deny({ verb: 'list', resource: 'events' });
    const report = await stage.ask();
    expect(content(report, `${grpc}.main.log`)).toEqual(['hello']);
    expect(report.notSeen).toMatchObject([
      { what: 'Kubernetes events', remedy: expect.stringContaining('create role ') },
    ]);
  });

  it('say which container waits, and why', async () => {
    const grpc = stage.runPod('grpc', '19-7', ['main', 'sidecar']);
    write(grpc, 'hello');
    stage.kubernetes.update('Pod', 'panda', grpc, (pod) => {
      const [main, sidecar] = (pod.status?.containerStatuses ?? []) as { name: string }[];
      const state = { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image "lab:2"' } };
      pod.status = { ...pod.status, containerStatuses: [main, { ...sidecar, ready: false, state }] };
    });
    const report = await stage.ask();
    expect(content(report, `${grpc}.main.log`)).toEqual(['hello']);
    expect(report.notSeen).toEqual([
      {
        what: `the log of sidecar in pod ${grpc}`,
        why: 'it waits to start: ImagePullBackOff: Back-off pulling image "lab:2"',
        remedy: `Check the image's name and its pull secret, with kubectl describe pod ${grpc} -n panda`,
      },
    ]);
  });

  it('take what the kubelet says for no line of the log', async () => {
    const grpc = stage.runPod('grpc', '19-7');
    // What has no stamp before it is not the container's.
    write(grpc, 'hello\nunable to retrieve container logs for containerd://4f2a');
    const report = await stage.ask();
    expect(content(report, `${grpc}.main.log`)).toEqual(['hello']);
    const what = `the log of main in pod ${grpc}`;
    expect(report.notSeen).toEqual([{ what, why: 'unable to retrieve container logs for containerd://4f2a' }]);
    write(grpc, 'last\nrpc error: code = NotFound desc = an error occurred');
    expect((await stage.ask()).notSeen).toContainEqual(
      expect.objectContaining({ what, why: 'the pod has gone meanwhile' }),
    );
  });

  it('are not held up by anything that hangs beside them', async () => {
    const grpc = stage.runPod('grpc', '19-7');
    write(grpc, 'hello');
    stage.mongodb.setHanging(true);
    stage.focusServer.setHanging(true);
    await stage.rabbitmq.setDown(true);
    const report = await stage.ask();
    expect(content(report, `${grpc}.main.log`)).toEqual(['hello']);
    expect(report.notSeen.map(({ what, why }) => [what, why])).toEqual([
      ['metadata', expect.stringMatching(/no answer (?:in|within) 1\.5 s/)],
      ['its queue', expect.stringContaining('ECONNREFUSED')],
      ['its documents in MongoDB', 'no answer within 1.5 s'],
    ]);
    expect(report.notSeen.every(({ remedy }) => remedy?.startsWith('Check that'))).toBe(true);
    stage.mongodb.setHanging(false);
    stage.focusServer.setHanging(false);
  });

  it('say what is not configured, and where to', async () => {
    stage.runPod('grpc', '19-7');
    const { rabbitmq: _rabbitmq, mongodb: _mongodb, ...tools } = stage.tools;
    const request = { jobId: '19-7', pods: 'all', previous: false } as const;
    const report = await lookUpLogs(tools, { lookup: 'l', environment: 'staging', requestedBy: 'U1', request });
    expect(report.notSeen).toEqual([
      {
        what: 'its queue',
        why: 'RabbitMQ is not configured for staging',
        remedy: 'Add rabbitmq to staging in focus.yml, as in focus.example.yml',
      },
      {
        what: 'its documents in MongoDB',
        why: 'MongoDB is not configured for staging',
        remedy: 'Add mongodb to staging in focus.yml, as in focus.example.yml',
      },
    ]);
  });

  it('mark the errors that no earlier investigation has logged', async () => {
    const grpc = stage.runPod('grpc', '19-7');
    write(grpc, 'ERROR old trouble', 'ERROR fresh trouble', 'WARNING slow');
    const known = vi.fn(async () => ({ investigations: 5, knownErrors: ['ERROR old trouble'] }));
    const report = await stage.ask({}, { known });
    expect(known).toHaveBeenCalledExactlyOnceWith(['ERROR old trouble', 'ERROR fresh trouble']);
    expect(report.logLines.flatMap(({ text, isNew }) => (isNew ? [text] : []))).toEqual(['ERROR fresh trouble']);
  });

  it('mask the operator’s own secrets too, and are not found by them', async () => {
    const grpc = stage.runPod('grpc', '19-7');
    write(grpc, 'ERROR the word is swordfish');
    expect(JSON.stringify(await stage.ask())).not.toContain('swordfish');
    expect((await stage.ask({ grep: 'swordfish' })).counts.lines).toBe(0);
  });

  it('show no end of a key whose beginning was not asked for', async () => {
    const grpc = stage.runPod('grpc', '19-7');
    const key = keys.encrypted.split('\n');
    write(grpc, ...key, 'after');
    const report = await stage.ask({ tail: 3 });
    expect(content(report, `${grpc}.main.log`).at(-1)).toBe('after');
    for (const text of key.slice(1, -1)) expect(JSON.stringify(report)).not.toContain(text);
  });

  it('win over what was captured of an earlier life', async () => {
    const grpc = stage.runPod('grpc', '19-7');
    write(grpc, 'alive');
    stage.captures.set('19-7', captured([line(0, 'an earlier life')]));
    const report = await stage.ask();
    expect(report.source).toBe('living');
    expect(content(report, `${grpc}.main.log`)).toEqual(['alive']);
  });
});

describe('the logs of a job that is gone', () => {
  const killed = {
    name: 'main',
    image: 'lab:1',
    state: 'terminated',
    ready: false,
    restarts: 0,
    exitCode: 137,
    reason: 'OOMKilled',
  } as const;
  const pod = podOf('19-7', { phase: 'Failed', ready: false, containers: [killed] });

  it('are what was captured, with the times of first and last sight', async () => {
    stage.rabbitmq.declareQueue('grpc-job-19-7-1763048055.5');
    const event = {
      kind: 'kubernetes-event',
      type: 'Warning',
      reason: 'BackOff',
      message: 'back-off',
      count: 1,
      precisionMs: 1_000,
    } as const;
    stage.captures.set(
      '19-7',
      captured(
        [
          [0, podOf('19-7')],
          line(1_000, 'INFO hello'),
          line(2_000, 'ERROR no queue', { level: 'error' }),
          line(2_500, 'job 19-7 taken', { source: 'backend', pod: BACKEND, container: 'server', namesJob: true }),
          [3_000, { ...event, object: { kind: 'Pod', name: pod.name }, firstStamp: START + 3_000 }],
          [4_000, pod],
          [43_000, { ...pod, deleted: true }],
        ],
        {
          droppedLines: 7,
          gaps: [{ at: START, probe: 'capture', kinds: ['log-line'], reason: 'failed', detail: 'a log broke off' }],
        },
      ),
    );
    const report = await stage.ask();
    expect(report).toMatchObject({
      source: 'captured',
      headline:
        'Job 19-7 is gone; this was captured while it lived, 2025-11-13 15:34:15 to 15:34:58 UTC: its grpc pod Failed: OOMKilled, exit code 137. 1 error in 3 lines. Most telling: ERROR no queue (15:34:17.000)',
      seen: { firstAt: START, lastAt: START + 43_000 },
      notSeen: [{ what: 'logs while it lived', why: 'a log broke off' }],
    });
    expect(factsOf(report)).toEqual({
      Captured: '43 s, until its pods went; 7 more lines were not kept',
      Pods: 'grpc pod Failed: OOMKilled, exit code 137, then deleted',
      Node: 'worker-node',
      'Left queues': 'grpc-job-19-7-1763048055.5: 0 consumers, 0 messages ready',
      Events: 'BackOff: back-off',
    });
    expect(names(report)).toEqual([`${pod.name}.main.log`, `${BACKEND}.server.log`, 'events.log', 'merged.log']);
    expect(content(report, 'merged.log')).toEqual([
      'grpc/main  INFO hello',
      'grpc/main  ERROR no queue',
      'backend/server  job 19-7 taken',
      `event  Warning BackOff Pod/${pod.name}: back-off`,
    ]);
  });

  it('are filtered alike, and since is counted back from the last line', async () => {
    stage.captures.set('19-7', captured([line(0, 'old'), line(20_000, 'young'), line(22_000, 'other')]));
    const report = await stage.ask({ sinceMs: 5_000, grep: 'YOUNG' });
    expect(content(report, `${pod.name}.main.log`)).toEqual(['young']);
    expect(report.filter).toBe('with "YOUNG", of the last 5 s before its last line');
    expect((await stage.ask({ pods: 'cleanup' })).headline).toMatch(/No line of it was captured$/);
  });

  it('tell the run before a restart apart', async () => {
    const restarted = { ...killed, state: 'running', restarts: 1, startedStamp: START + 10_000 } as const;
    stage.captures.set(
      '19-7',
      captured([
        line(1_000, 'first run'),
        line(11_000, 'second run'),
        [12_000, podOf('19-7', { containers: [restarted] })],
      ]),
    );
    expect(names(await stage.ask())).toEqual([`${pod.name}.main.log`, `${pod.name}.main.previous.log`, 'merged.log']);
    expect(content(await stage.ask({ previous: true }), 'merged.log')).toEqual(['grpc/main (previous)  first run']);
  });

  it('are told at once though Kubernetes hangs, and then not as those of a job that is gone', async () => {
    stage.captures.set('19-7', captured([line(0, 'hello')], { end: 'living' }));
    stage.kubernetes.setHanging(true);
    const report = await stage.ask();
    expect(report.source).toBe('captured');
    expect(report.headline).toMatch(/^Whether job 19-7 still lives could not be seen; this was captured of it, /);
    expect(report.notSeen).toMatchObject([
      { what: 'whether it lives now', why: expect.stringMatching(/^Kubernetes had not answered after 0\.\d s$/) },
    ]);
    stage.kubernetes.setHanging(false);
  });

  it('of a job that was alive a moment ago wait for Kubernetes a little longer', async () => {
    stage.captures.set('19-7', captured([line(0, 'hello')], { end: 'living', lastSeenAt: Date.now() }));
    stage.kubernetes.setHanging(true);
    const report = await stage.ask();
    expect(report.notSeen).toMatchObject([
      { why: expect.stringMatching(/^Kubernetes had not answered after 2\.\d+ s$/) },
    ]);
    stage.kubernetes.setHanging(false);
  });

  it('need no Kubernetes', async () => {
    stage.captures.set('19-7', captured([line(0, 'hello')]));
    const report = await stage.ask({}, { snapshot: () => undefined });
    expect(content(report, `${pod.name}.main.log`)).toEqual(['hello']);
    expect(report.notSeen).toMatchObject([
      { why: 'Kubernetes is not configured for staging', remedy: expect.stringContaining('focus.yml') },
    ]);
  });

  it('show no secret that a capture kept on several lines', async () => {
    stage.captures.set('19-7', captured(keys.encrypted.split('\n').map((text, i) => line(i, text))));
    const [, last = ''] = keys.encrypted.split('\n').slice(-3);
    expect(last.length).toBeGreaterThan(20);
    expect(JSON.stringify(await stage.ask())).not.toContain(last);
  });
});

describe('the logs of a job that is nowhere', () => {
  it('say where was looked, which ids live near it, and what it left behind', async () => {
    stage.runPod('grpc', '19-44');
    stage.runPod('grpc', '3-8');
    stage.rabbitmq.declareQueue('grpc-job-19-7-1763048055.5');
    write(BACKEND, 'ERROR job 19-7 failed', 'ERROR something else');
    const report = await stage.ask();
    expect(report).toMatchObject({
      source: 'none',
      headline: expect.stringMatching(
        /^Job 19-7 was not found: it has no pod in namespace panda, and nothing of it was captured in staging; left of it: a queue; its slot is 19-44's now, so it is over\. 1 error in 1 line\. /,
      ),
      near: ['19-44', '3-8'],
      nextStep: 'Ask for the job of its slot: /focus logs 19-44',
      notSeen: [],
    });
    expect(factsOf(report)).toEqual({
      'Newer ids': '3-8, 19-44',
      'Left queues': 'grpc-job-19-7-1763048055.5: 0 consumers, 0 messages ready',
    });
    expect(content(report, 'merged.log')).toEqual(['backend/server  ERROR job 19-7 failed']);
  });

  it('are not called absent where pods may not be listed', async () => {
    stage.kubernetes.deny({ verb: 'list', resource: 'pods' });
    const report = await stage.ask();
    expect(report.headline).toMatch(/^Job 19-7 was not captured in staging, and whether it lives could not be seen/);
    expect(report.notSeen[0]).toMatchObject({ remedy: expect.stringContaining('create rolebinding ') });
    expect(report.near).toEqual([]);
  });

  it('say so where captures cannot be asked', async () => {
    const find = () => Promise.reject(new Error('Redis is gone'));
    const report = await stage.ask({}, { captures: { find } });
    expect(report.headline).toContain('captures could not be asked');
    expect(report.notSeen).toContainEqual({ what: 'what was captured of it', why: 'Redis is gone' });
  });

  it('say which setting is missing where Kubernetes is not configured', async () => {
    const report = await stage.ask({}, { snapshot: () => undefined });
    expect(report.headline).toMatch(/^Job 19-7 was not captured in staging, and whether it lives could not be seen/);
    expect(report.notSeen).toMatchObject([
      { remedy: 'Add kubernetes to staging in focus.yml, as in focus.example.yml' },
    ]);
  });
});

describe('a look-up of logs', () => {
  it('tells of a cluster that hangs, when nothing was captured', async () => {
    const fast = await openLogsStage(labClock(20));
    fast.kubernetes.setHanging(true);
    const report = await fast.ask();
    expect(report).toMatchObject({
      source: 'none',
      headline: expect.stringContaining('whether it lives could not be seen'),
    });
    expect(JSON.stringify(report.notSeen)).toContain('no answer within 5 s');
    fast.kubernetes.setHanging(false);
    await fast.close();
  });

  it('stops with the signal’s reason', async () => {
    stage.runPod('grpc', '19-7');
    stage.kubernetes.setHanging(true);
    const asking = stage.ask();
    stage.stop.abort(new Error('enough'));
    await expect(asking).rejects.toThrow('enough');
    stage.kubernetes.setHanging(false);
    await expect(stage.ask()).rejects.toThrow('enough');
  });

  it('asks nobody for what is not a job id', async () => {
    await expect(stage.ask({ jobId: '19-7/../x' })).rejects.toThrow('not a job id');
    expect(stage.focusServer.requests).toEqual([]);
  });
});
