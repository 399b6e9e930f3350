import { connect } from 'node:net';
import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LabMongodb, openMongodb } from '#lab/services/mongodb/mongodb.ts';
import { systemClock } from '#lib/clock.ts';
import { testMongodb } from '../../../support/mongodb-contract.ts';
import { soon } from '../../../support/soon.ts';

testMongodb("the lab's server", () => openMongodb({ clock: systemClock }));

describe("the lab's MongoDB", () => {
  let server: LabMongodb;
  let client: MongoClient;
  beforeEach(async () => {
    server = await openMongodb({ clock: systemClock });
    client = new MongoClient(server.url, { serverSelectionTimeoutMS: 300 });
  });
  afterEach(async () => {
    await client.close();
    await server.close();
  });
  const ping = (signal?: AbortSignal) => client.db('focus').command({ ping: 1 }, signal ? { signal } : {});

  it('refuses connections while it is down and comes back with its documents', async () => {
    server.insert('focus', 'jobs', { job_id: '1-1' });
    await ping();
    await server.setDown(true);
    await expect(ping()).rejects.toThrow();
    const stranger = new MongoClient(server.url, { serverSelectionTimeoutMS: 300 });
    await expect(stranger.connect()).rejects.toThrow('ECONNREFUSED');
    await stranger.close();
    await server.setDown(false);
    await soon(() => ping());
    expect(await client.db('focus').collection('jobs').findOne({ job_id: '1-1' })).not.toBeNull();
  });

  it('hangs until it is let go', async () => {
    await ping();
    server.setHanging(true);
    const waiting = ping();
    await soon(() => expect(server.commands).toEqual(['ping', 'ping']));
    server.setHanging(false);
    expect(await waiting).toMatchObject({ ok: 1 });
  });

  it('refuses to write and to filter by more than equality', async () => {
    const jobs = client.db('focus').collection('jobs');
    await expect(jobs.insertOne({ job_id: '1-1' })).rejects.toMatchObject({ codeName: 'CommandNotFound' });
    await expect(jobs.findOne({ slot: { $gt: 1 } })).rejects.toMatchObject({ codeName: 'BadValue' });
  });

  it('hangs up on who does not speak its protocol', async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('error', () => {});
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await closed;
    await soon(() => expect(server.connections).toBe(0));
  });
});
