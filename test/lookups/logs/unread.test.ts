import { describe, expect, it } from 'vitest';
import { moreLogs, type UnreadLog, unreadLog, waitingLog, whyNoLine } from '#lookups/logs/read-runs.ts';
import { containerOf, pendingPod, podOf } from '../../support/jobs-seen.ts';

const run = { source: 'grpc', pod: 'grpc-job-19-7-8rlgb', container: 'main', isPrevious: false } as const;

function unread(change: Partial<UnreadLog>) {
  return unreadLog({ run, namespace: 'panda', reason: 'failed', detail: 'words', ...change });
}

describe('a log that could not be read', () => {
  it('says for which right to ask, once for all logs', () => {
    const refused = (pod: string) =>
      unread({
        run: { ...run, pod },
        status: 403,
        reason: 'refused',
        detail: `reading the log of main in pod ${pod} answered 403: pods "${pod}" is forbidden: User "system:serviceaccount:tools:bot" cannot get resource "pods/log" in API group "" in the namespace "panda"`,
      });
    const { what, why, remedy } = refused('a');
    expect([what, why]).toEqual([
      'the logs of pods in namespace panda',
      'User "system:serviceaccount:tools:bot" cannot get resource "pods/log" in API group "" in the namespace "panda"',
    ]);
    expect(remedy).toMatch(/-n panda create role /);
    expect(remedy).toContain('pods/log');
    expect(remedy).toContain('--serviceaccount=tools:bot');
    expect(refused('b')).toEqual(refused('a'));
  });

  it('says that the pod has gone, and how logs outlive it', () => {
    expect(unread({ status: 404 })).toMatchObject({
      what: 'the log of main in pod grpc-job-19-7-8rlgb',
      why: 'the pod has gone meanwhile',
      remedy: expect.stringContaining('capture: true'),
    });
  });

  it('tells a container that waits from an earlier run that is not kept', () => {
    const detail = 'reading answered 400: container "main" in pod "x" is waiting to start: ContainerCreating';
    expect(unread({ status: 400, detail }).why).toBe('is waiting to start: ContainerCreating');
    expect(unread({ status: 400, run: { ...run, isPrevious: true } })).toEqual({
      what: 'the log of main in pod grpc-job-19-7-8rlgb before its last restart',
      why: 'the node does not keep it any more',
    });
    expect(unread({ status: 204 }).why).toBe('its pod has no node yet');
  });

  it('says what to check where nobody answered, and what to ask where it was too long', () => {
    expect(unread({ reason: 'timed-out' }).remedy).toContain('can be reached');
    expect(unread({ reason: 'unreachable' }).remedy).toContain('can be reached');
    expect(unread({ reason: 'cut-short' }).remedy).toBe('Ask for less, with since=… or tail=…');
    expect(unread({ status: 401, reason: 'refused' }).remedy).toContain('Renew');
    expect(unread({ reason: 'failed', status: 500 })).not.toHaveProperty('remedy');
  });
});

describe('a container that has not started', () => {
  const waiting = (reason?: string, message?: string) =>
    waitingLog(
      {
        pod: podOf('19-7'),
        container: containerOf({ state: 'waiting', ...(reason && { reason }), ...(message && { message }) }),
      },
      'panda',
    );

  it('says why, and what to do about it', () => {
    expect(waiting('ImagePullBackOff', 'Back-off pulling image "lab:2"')).toEqual({
      what: 'the log of main in pod grpc-job-19-7-8rlgb',
      why: 'it waits to start: ImagePullBackOff: Back-off pulling image "lab:2"',
      remedy: "Check the image's name and its pull secret, with kubectl describe pod grpc-job-19-7-8rlgb -n panda",
    });
    expect(waiting('ContainerCreating').remedy).toBe('Ask again in some seconds');
    expect(waiting('CreateContainerConfigError').remedy).toMatch(/^kubectl describe pod/);
    expect(waiting().why).toBe('it waits to start: for no reason given');
  });

  it('says of a pod without containers what keeps it', () => {
    const pod = pendingPod('19-7', { unschedulable: '0/2 nodes are available' });
    expect(waitingLog({ pod }, 'panda')).toMatchObject({
      what: `the log of pod ${pod.name}`,
      why: 'it has no node yet: 0/2 nodes are available',
    });
  });
});

describe('no line', () => {
  const request = { jobId: '19-7', pods: 'all', previous: false } as const;
  const read = { runs: [run], waiting: [], more: 0 };
  const gap = { what: '', why: '' };

  it('has a reason', () => {
    const none = { ...read, runs: [] };
    expect(whyNoLine(request, none, [])).toBe('none of its containers has started');
    expect(whyNoLine({ ...request, previous: true }, none, [])).toBe('no container of it has restarted');
    expect(whyNoLine(request, read, [gap])).toBe('its logs could not be read');
    expect(whyNoLine({ ...request, grep: 'x' }, read, [])).toBe('no line passes the filter');
    expect(whyNoLine(request, read, [])).toBe('it has logged nothing so far');
  });

  it('is not for too many logs', () => {
    expect(moreLogs(read)).toEqual([]);
    expect(moreLogs({ ...read, more: 3 })).toMatchObject([{ what: '3 more logs' }]);
  });
});
