import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogsRequest } from '#investigation/log-reading/filter.ts';
import { createRedactor } from '#lib/redact.ts';
import { followJobLogs, podsEnded } from '#lookups/logs/follow.ts';
import type { FollowState } from '#lookups/logs/follow-state.ts';
import { jobLabels, type LabCluster, openLabCluster, runningPod } from '../../support/kubernetes-lab-probe.ts';
import { soon } from '../../support/soon.ts';
import { subject } from '../../support/subject.ts';

const POD = 'grpc-job-19-7-8rlgb';
let cluster: LabCluster;

beforeEach(async () => {
  cluster = await openLabCluster();
  // What a container logged more than 10 s ago is not read, which on this clock is half a second.
  cluster.lab.create(runningPod('backend-1', { app: 'backend' }));
  cluster.lab.create(runningPod(POD, jobLabels));
});

afterEach(async () => {
  await soon(() => expect(cluster.lab.connections).toBe(0));
  await cluster.close();
});

const log = (line: string, pod = POD) => cluster.lab.log('panda', pod, 'main', line);

function following(change: Partial<LogsRequest> = {}, forMs = 600_000) {
  const { clock, connection } = cluster;
  const stop = new AbortController();
  const shown: FollowState[] = [];
  const pressed = Promise.withResolvers<string>();
  const request: LogsRequest = { jobId: '19-7', pods: 'all', previous: false, ...change };
  const times = { startedAt: clock.now(), endsAt: clock.now() + forMs };
  const ended = followJobLogs(
    {
      connection,
      clock,
      signal: stop.signal,
      redactor: createRedactor([/badge (?<secret>\d+)/]),
      stopped: pressed.promise,
      podsEnded: (signal) => podsEnded({ connection, clock }, subject({}, clock), signal),
    },
    { lookup: 'q1', environment: 'staging', requestedBy: 'U1', request, ...times },
    (state) => void shown.push(state),
  );
  return {
    ended,
    shown,
    stop: () => stop.abort(new Error('the worker stops')),
    press: (user: string) => pressed.resolve(user),
    texts: () => shown.at(-1)?.lines.map(({ text }) => text),
  };
}

describe('following the logs of a job', () => {
  it('shows what its pods log and what the backend logs about it, and in the end has it all as files', async () => {
    const follow = following();
    log('INFO starting');
    log('INFO someone else’s job 19-77', 'backend-1');
    log('ERROR no consumer for 19-7', 'backend-1');
    await soon(() => expect(follow.texts()?.toSorted()).toEqual(['ERROR no consumer for 19-7', 'INFO starting']));
    expect(follow.shown.at(-1)).toMatchObject({ counts: { lines: 2, errors: 1, warnings: 0 }, jobId: '19-7' });
    log('INFO ending');
    cluster.lab.remove('Pod', 'panda', POD);
    const { state, files } = await follow.ended;
    expect(state.end).toEqual({ why: 'pods-ended' });
    expect(state.counts.lines).toBe(3);
    expect(files.map(({ name }) => name)).toEqual([
      expect.stringMatching(/\.main\.log$/),
      expect.stringMatching(/\.main\.log$/),
      'merged.log',
    ]);
    expect(files.at(-1)?.content).toMatch(/INFO starting\n.*ERROR no consumer for 19-7\n.*INFO ending\n/);
  });

  it('ends when its time is up', async () => {
    const { state } = await following({}, 3_000).ended;
    expect(state.end).toEqual({ why: 'time-is-up' });
  });

  it('ends when somebody presses Stop, and says who', async () => {
    const follow = following();
    follow.press('U7');
    expect((await follow.ended).state.end).toEqual({ why: 'stopped', by: 'U7' });
  });

  it('says that it broke off, and why, when the logs may not be read', async () => {
    cluster.lab.deny({ verb: 'get', resource: 'pods/log' });
    const { state } = await following().ended;
    expect(state.end).toMatchObject({
      why: 'broken-off',
      reason: expect.stringContaining('cannot get resource "pods/log"'),
    });
  });

  it('rejects with the reason of the worker that stops: another one goes on', async () => {
    const follow = following();
    await soon(() => expect(follow.shown.length).toBeGreaterThan(0));
    follow.stop();
    await expect(follow.ended).rejects.toThrow('the worker stops');
  });

  it('shows and attaches only what passes the filter, masked by the operator’s patterns too', async () => {
    const follow = following({ pods: 'grpc', level: 'error', grep: 'BADGE' });
    log('INFO badge 1234');
    log('ERROR disk full');
    log('ERROR badge 5678 refused');
    await soon(() => expect(follow.texts()).toEqual([expect.stringMatching(/^ERROR badge ‹hidden .{4}› refused$/)]));
    expect(follow.shown.at(-1)?.filter).toContain('with "BADGE"');
    follow.press('U1');
    expect(JSON.stringify((await follow.ended).files)).not.toMatch(/badge \d|disk full/);
  });
});
