import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { labClock } from '#lab/clock.ts';
import { type LabMongodb, openMongodb } from '#lab/services/mongodb/mongodb.ts';
import { systemClock } from '#lib/clock.ts';
import { databaseProbe } from '#probes/mongodb/database.ts';
import { testProbe } from '../../support/probe-contract.ts';
import { soon } from '../../support/soon.ts';
import { collect, factsOf, subject } from '../../support/subject.ts';

const PLACES = { database: 'focus', jobsCollection: 'jobs', consumersCollection: 'consumers' };

testProbe('the database probe', {
  enough: (seen) => seen.length > 1,
  async open() {
    const server = await openMongodb({ clock: systemClock });
    server.insert('focus', 'jobs', { job_id: '19-6' });
    return {
      probe: databaseProbe({ settings: { url: server.url, ...PLACES }, clock: labClock(5) }),
      subject: subject(),
      setDown: server.setDown,
      connections: () => server.connections,
      close: server.close,
    };
  },
});

describe('the database probe', () => {
  let server: LabMongodb;
  beforeEach(async () => {
    server = await openMongodb({ clock: systemClock });
  });
  afterEach(async () => {
    // The driver gives up a handshake only after its time-out of 3 s, a fifth of that on this clock.
    await soon(() => expect(server.connections).toBe(0));
    await server.close();
  });
  const clock = labClock(5);
  const watch = (options: Parameters<typeof collect>[2] = {}, url = server.url) =>
    collect(databaseProbe({ settings: { url, ...PLACES }, clock }), subject({}, clock), options);

  it('looks for the job in both collections until it has found it in both', async () => {
    server.insert('focus', 'jobs', { job_id: '19-7' });
    server.insert('focus', 'consumers', { job_id: '19-76' });
    const sightings = await watch({
      until: (seen) => {
        if (seen.length === 4) server.insert('focus', 'consumers', { job_id: '19-7' });
        return false;
      },
    });
    const state = { kind: 'database-state', reachable: true, collections: ['jobs', 'consumers'] };
    expect(factsOf(sightings, 'database-state')).toEqual([{ ...state, detail: 'answers' }]);
    expect(factsOf(sightings, 'job-record').map(({ collection, found }) => `${collection} ${found}`)).toEqual([
      'jobs true',
      'consumers false',
      'consumers false',
      'consumers true',
    ]);
  });

  it('does not look where healthy jobs have no records either', async () => {
    server.insert('focus', 'base_paths', { path: '/prisma' });
    server.insert('elsewhere', 'jobs', { job_id: '19-7' });
    const sightings = await watch();
    expect(sightings).toHaveLength(1);
    expect(factsOf(sightings, 'database-state')).toMatchObject([{ reachable: true, collections: ['base_paths'] }]);
    expect(server.commands).not.toContain('find');
  });

  it('sees that a server is down, and goes on when it is back', async () => {
    server.insert('focus', 'jobs', { job_id: '19-7' });
    await server.setDown(true);
    const sightings = await watch({
      until: (seen) => {
        if (seen.length === 1) void server.setDown(false);
        return false;
      },
    });
    const states = factsOf(sightings, 'database-state');
    expect(states[0]).toMatchObject({ reachable: false, detail: expect.stringContaining('ECONNREFUSED') });
    expect(states.at(-1)).toMatchObject({ reachable: true });
    expect(factsOf(sightings, 'job-record')).toEqual([{ kind: 'job-record', collection: 'jobs', found: true }]);
  });

  it('sees that a server goes down in the middle, and that it is back', async () => {
    server.insert('focus', 'jobs', { job_id: '19-6' });
    const sightings = await watch({
      until: (seen) => {
        if (seen.length === 2) void server.setDown(true);
        if (!factsOf(seen, 'database-state').at(-1)?.reachable) void server.setDown(false);
        return seen.length > 3 && factsOf(seen.slice(-1), 'job-record').length > 0;
      },
    });
    const states = factsOf(sightings, 'database-state').map(({ reachable }) => reachable);
    expect([states[0], states[1], states.at(-1)]).toEqual([true, false, true]);
  });

  it('never calls a look-up that failed an absence', async () => {
    server.insert('focus', 'jobs', { job_id: '19-6' });
    const sightings = await watch({
      until: (seen) => {
        if (seen.length === 2) server.setHanging(true);
        return factsOf(seen, 'database-state').some(({ reachable }) => !reachable);
      },
    });
    expect(factsOf(sightings, 'job-record')).toHaveLength(1);
    expect(factsOf(sightings, 'database-state').at(-1)).toMatchObject({ reachable: false, collections: [] });
    server.setHanging(false);
  });

  it('stops without waiting for a server that hangs', async () => {
    server.insert('focus', 'jobs', { job_id: '19-6' });
    const stop = new AbortController();
    // The driver's own time-outs would end it, but not within this test.
    const patient = { ...clock, real: () => 600_000 };
    const probe = databaseProbe({ settings: { url: server.url, ...PLACES }, clock: patient });
    const watching = (async () => {
      for await (const sighting of probe.watch(subject(), stop.signal))
        if ('fact' in sighting && sighting.fact.kind === 'job-record') server.setHanging(true);
    })();
    await soon(() => expect(server.commands.filter((name) => name === 'find')).toHaveLength(2));
    stop.abort();
    await watching;
    server.setHanging(false);
  });

  it('is blind with a connection string that cannot be read, and keeps its password to itself', async () => {
    const watching = watch({}, 'mongodb://focus:secret@');
    await expect(watching).rejects.toMatchObject({ name: 'BlindError', reason: 'misdirected' });
    await expect(watching).rejects.not.toThrow('secret');
  });

  it('names no credentials of a server that it cannot reach', async () => {
    await server.setDown(true);
    const url = server.url.replace('//', '//focus:secret@');
    const sightings = await watch({ until: () => true }, url);
    expect(JSON.stringify(sightings)).not.toContain('secret');
  });

  it('is blind where it may not look', async () => {
    server.setRefusing(true);
    const blind = {
      name: 'BlindError',
      reason: 'refused',
      message: expect.stringContaining('requires authentication'),
    };
    await expect(watch()).rejects.toMatchObject(blind);
  });

  it('is blind where it cannot sign in', async () => {
    const watching = watch({}, server.url.replace('//', '//focus:secret@'));
    await expect(watching).rejects.toMatchObject({ name: 'BlindError', reason: 'failed' });
  });

  it('stops while it is still connecting', async () => {
    server.setHanging(true);
    const stop = new AbortController();
    const probe = databaseProbe({ settings: { url: server.url, ...PLACES }, clock });
    const watching = (async () => {
      for await (const _ of probe.watch(subject(), stop.signal)) expect.unreachable('nothing was seen yet');
    })();
    await soon(() => expect(server.connections).toBeGreaterThan(0));
    stop.abort();
    await watching;
  });

  it('asks for nothing that is not a job id', async () => {
    const probe = databaseProbe({ settings: { url: server.url, ...PLACES }, clock });
    await expect(collect(probe, subject({ job: { id: '$ne' } }), {})).rejects.toThrow('not a job id');
    expect(server.commands).toEqual([]);
  });
});
