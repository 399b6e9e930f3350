import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventOf, eventsProbe } from '#probes/kubernetes/events.ts';
import { eventSchema } from '#probes/kubernetes/objects.ts';
import { type LabCluster, openLabCluster } from '../../support/kubernetes-lab-probe.ts';
import { collect, factsOf, subject } from '../../support/subject.ts';

const NAMED = Date.parse('2026-11-21T23:18:50Z');
/** The nanoseconds of 23:18:50.273911 in the name of a captured scheduler event. */
const NAME = 'crash.18ea32af601f93f9';
const event = (fields: object) =>
  eventOf(
    eventSchema.parse({
      metadata: { name: NAME, creationTimestamp: '2026-11-21T23:18:50Z' },
      involvedObject: { kind: 'Pod', name: 'crash' },
      type: 'Normal',
      reason: 'Started',
      message: 'Started container main',
      count: 1,
      firstTimestamp: '2026-11-21T23:18:50Z',
      eventTime: null,
      ...fields,
    }),
  );

describe('an event', () => {
  it('happened first at the nanoseconds in its name', () => {
    const stamp = event({ eventTime: '2026-11-21T23:18:50.273877Z', firstTimestamp: null })?.firstStamp ?? 0;
    // The name was made 34 µs after the eventTime.
    expect(stamp - NAMED).toBeGreaterThanOrEqual(273.91);
    expect(stamp - NAMED).toBeLessThan(273.912);
    expect(event({})).toMatchObject({ firstStamp: stamp, precisionMs: 0.001 });
  });

  it('happened first at its eventTime when its name has no time', () => {
    const metadata = { name: 'crash.scheduled' };
    expect(event({ metadata, eventTime: '2026-11-21T23:18:50.273877Z', firstTimestamp: null })).toMatchObject({
      firstStamp: NAMED + 273.877,
      precisionMs: 0.001,
    });
  });

  it('happened first within the second of its firstTimestamp when nothing finer is known', () => {
    expect(event({ metadata: { name: 'crash.other' } })).toMatchObject({ firstStamp: NAMED, precisionMs: 1_000 });
  });

  it('is not believed a time in its name that its stamps deny', () => {
    expect(event({ metadata: { name: 'crash.00000000deadbeef' } })).toMatchObject({
      firstStamp: NAMED,
      precisionMs: 1_000,
    });
  });

  it('is none without any stamp', () => {
    expect(event({ metadata: { name: 'crash.other' }, firstTimestamp: null })).toBeUndefined();
  });

  it.each([
    [{ count: 4 }, 4],
    [{ count: undefined, series: { count: 3 } }, 3],
    [{ count: undefined, series: null }, 1],
  ])('with %j has happened so many times', (fields, count) => {
    expect(event(fields)).toMatchObject({ count });
  });
});

describe('watching events', () => {
  let cluster: LabCluster;

  beforeEach(async () => {
    cluster = await openLabCluster();
  });

  afterEach(async () => await cluster.close());

  it("tells those of whatever is named after the job's objects, and of no other job's", async () => {
    const warn = (reason: string, kind: string, name: string) =>
      cluster.lab.event({ namespace: 'panda', type: 'Warning', reason, message: 'x', object: { kind, name } });
    warn('FailedCreate', 'Job', 'grpc-job-19-7');
    warn('FailedToCreateEndpoint', 'Endpoints', 'grpc-service-19-7');
    warn('FailedMount', 'Pod', 'grpc-job-19-7-8rlgb');
    warn('ProvisioningFailed', 'PersistentVolumeClaim', 'grpc-job-19-7-scratch');
    warn('ProvisioningFailed', 'PersistentVolumeClaim', 'grpc-job-19-71-scratch');
    warn('FailedMount', 'Pod', 'my-grpc-job-19-7-8rlgb');
    const sightings = await collect(eventsProbe(cluster), subject({}, cluster.clock), {
      until: (seen) => {
        if (seen.length === 4) warn('BackOff', 'Pod', 'cleanup-job-19-7-abcde');
        return seen.length === 5;
      },
    });
    const told = factsOf(sightings, 'kubernetes-event').map(({ reason, object }) => `${reason} ${object.kind}`);
    expect(told.toSorted()).toEqual([
      'BackOff Pod',
      'FailedCreate Job',
      'FailedMount Pod',
      'FailedToCreateEndpoint Endpoints',
      'ProvisioningFailed PersistentVolumeClaim',
    ]);
  });

  it("tells those of exactly the job's objects, and a repeated one again", async () => {
    const warn = (kind: string, name: string) =>
      cluster.lab.event({
        namespace: 'panda',
        type: 'Warning',
        reason: 'BackOff',
        message: 'Back-off',
        object: { kind, name },
      });
    warn('Pod', 'grpc-job-19-7-8rlgb');
    warn('Pod', 'grpc-job-19-7-8rlgb');
    warn('Job', 'cleanup-job-19-7');
    warn('Service', 'grpc-service-19-7');
    warn('Pod', 'grpc-job-19-71-8rlgb');
    warn('Job', 'grpc-job-19-71');
    warn('Node', 'worker-node');
    const sightings = await collect(eventsProbe(cluster), subject({}, cluster.clock), {
      until: (seen) => {
        if (seen.length === 3) warn('Pod', 'grpc-job-19-7-8rlgb');
        return seen.length === 4;
      },
    });
    const told = factsOf(sightings, 'kubernetes-event').map(
      ({ object, count }) => `${object.kind} ${object.name} ${count}`,
    );
    expect(told.slice(0, 3).toSorted()).toEqual([
      'Job cleanup-job-19-7 1',
      'Pod grpc-job-19-7-8rlgb 2',
      'Service grpc-service-19-7 1',
    ]);
    expect(told[3]).toBe('Pod grpc-job-19-7-8rlgb 3');
  });
});
