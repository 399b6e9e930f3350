import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LabMongodb, openMongodb } from '#lab/services/mongodb/mongodb.ts';
import { systemClock as clock } from '#lib/clock.ts';
import type { MongodbSettings } from '#probes/mongodb/client.ts';
import { databaseProbe } from '#probes/mongodb/database.ts';
import { collect, factsOf, subject } from '../../support/subject.ts';
import { TEST_CERTIFICATE, TEST_KEY } from '../focus-server/certificate.ts';

let server: LabMongodb;
beforeEach(async () => {
  server = await openMongodb({ clock, tls: { key: TEST_KEY, cert: TEST_CERTIFICATE } });
});
afterEach(() => server.close());

function watch(settings: Partial<MongodbSettings>) {
  const places = { database: 'focus', jobsCollection: 'jobs', consumersCollection: 'consumers' };
  return collect(databaseProbe({ settings: { url: server.url, ...places, ...settings }, clock }), subject(), {});
}

describe('the database probe', () => {
  it('is blind before a certificate that the bot does not trust', async () => {
    await expect(watch({})).rejects.toMatchObject({
      name: 'BlindError',
      reason: 'not-trusted',
      message: expect.stringContaining('self-signed certificate'),
      mend: expect.stringContaining('mongodb.ca in focus.yml'),
    });
  });

  it('is blind where the host of the settings has no address', async () => {
    await expect(watch({ url: 'mongodb://mongodb.invalid:27017/?directConnection=true' })).rejects.toMatchObject({
      reason: 'misdirected',
      mend: expect.stringContaining('mongodb.url in focus.yml'),
    });
  });

  it.each([
    ['by its authority', { ca: TEST_CERTIFICATE }],
    ['where nobody wants it checked', { insecureSkipTlsVerify: true }],
  ])('trusts a certificate %s', async (_how, trust) => {
    expect(factsOf(await watch(trust), 'database-state')).toMatchObject([{ reachable: true }]);
  });
});
