import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

export interface MongodbUnderTest {
  readonly url: string;
  /** Makes the database and the collection where there are none. */
  insert(database: string, collection: string, document: object): void | Promise<void>;
  close(): Promise<void>;
}

const DATABASE = 'focus-contract';

/**
 * What the official driver may expect of a server it only looks into. Debian has no MongoDB, so the suite is called
 * against the lab's server alone; a way to reach a real one is all it would take to call it there.
 */
export function testMongodb(name: string, open: () => Promise<MongodbUnderTest>): void {
  describe(`${name} answers the driver as a MongoDB`, () => {
    let server: MongodbUnderTest;
    let client: MongoClient;
    const database = () => client.db(DATABASE);
    const jobs = () => database().collection('jobs');

    beforeAll(async () => {
      server = await open();
      client = new MongoClient(server.url, { serverSelectionTimeoutMS: 3_000 });
      await server.insert(DATABASE, 'jobs', { job_id: '19-7', slot: 19, source: { kind: 'live' } });
      await server.insert(DATABASE, 'jobs', { job_id: '19-8', slot: 19 });
      await server.insert(DATABASE, 'base_paths', { path: '/prisma' });
    });
    afterAll(async () => {
      await client.close();
      await server.close();
    });

    it('answers a ping', async () => {
      expect(await database().command({ ping: 1 })).toMatchObject({ ok: 1 });
    });

    it('says which version it is', async () => {
      expect(await database().admin().buildInfo()).toMatchObject({ version: expect.stringMatching(/^\d+\.\d+/) });
    });

    it('lists its databases and their collections', async () => {
      const { databases } = await database().admin().listDatabases();
      expect(databases.map((found) => found.name)).toContain(DATABASE);
      const collections = await database().listCollections({}, { nameOnly: true }).toArray();
      expect(collections.map((found) => found.name).toSorted()).toEqual(['base_paths', 'jobs']);
    });

    it('has no collections in a database that does not exist', async () => {
      expect(await client.db('focus-contract-absent').listCollections().toArray()).toEqual([]);
    });

    it('finds a document by equality, also below the top', async () => {
      expect(await jobs().findOne({ job_id: '19-7' })).toMatchObject({ job_id: '19-7', slot: 19 });
      expect(await jobs().findOne({ 'source.kind': 'live' })).toMatchObject({ job_id: '19-7' });
      expect(await jobs().findOne({ job_id: '19' })).toBeNull();
      expect(await jobs().findOne({ job_id: '19-7', slot: 18 })).toBeNull();
    });

    it('finds nothing in a collection that does not exist', async () => {
      expect(await database().collection('consumers').findOne({ job_id: '19-7' })).toBeNull();
    });

    it('finds a missing field when null is asked for', async () => {
      expect(await jobs().find({ source: null }).toArray()).toHaveLength(1);
    });

    it('keeps to limit and skip', async () => {
      expect(await jobs().find({ slot: 19 }).limit(1).toArray()).toHaveLength(1);
      expect(await jobs().find({ slot: 19 }).skip(1).toArray()).toHaveLength(1);
      expect(await jobs().find().toArray()).toHaveLength(2);
    });

    it('counts', async () => {
      expect(await jobs().countDocuments({ slot: 19 })).toBe(2);
      expect(await jobs().countDocuments({ slot: 20 })).toBe(0);
      expect(await jobs().estimatedDocumentCount()).toBe(2);
      expect(
        await jobs()
          .aggregate([{ $match: { slot: 19 } }, { $count: 'n' }])
          .toArray(),
      ).toEqual([{ n: 2 }]);
    });

    it('does not know every command', async () => {
      const unknown = database().command({ makeCoffee: 1 });
      await expect(unknown).rejects.toMatchObject({ code: 59, codeName: 'CommandNotFound' });
    });

    it('does not go on with a cursor that it never gave', async () => {
      const unknown = database().command({ getMore: 7n, collection: 'jobs' });
      await expect(unknown).rejects.toMatchObject({ code: 43, codeName: 'CursorNotFound' });
    });
  });
}
