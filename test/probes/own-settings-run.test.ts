import { createServer } from 'node:https';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { investigate } from '#investigation/investigate.ts';
import { observe } from '#investigation/observe.ts';
import { listenOnLoopback } from '#lab/services/listener.ts';
import { openMongodb } from '#lab/services/mongodb/mongodb.ts';
import { openRabbitmq } from '#lab/services/rabbitmq/rabbitmq.ts';
import { systemClock as clock } from '#lib/clock.ts';
import { silentLog } from '#lib/logger.ts';
import { judgeStatus } from '#lookups/status/judge.ts';
import { openProbes, type Places } from '#probes/index.ts';
import { memoryFence } from '#trigger/fence.ts';
import { createStartJob } from '#trigger/start-job.ts';
import { subject } from '../support/subject.ts';
import { TEST_CERTIFICATE, TEST_KEY } from './focus-server/certificate.ts';

const tls = { key: TEST_KEY, cert: TEST_CERTIFICATE };
const closing: (() => Promise<void>)[] = [];
let places: Places;

/** Everything is well, behind certificates of an authority that the bot does not know. */
beforeEach(async () => {
  const server = createServer(tls, (_request, response) => response.end());
  const { port, close } = await listenOnLoopback(server);
  const rabbitmq = await openRabbitmq({ clock, tls });
  const mongodb = await openMongodb({ clock, tls });
  closing.push(close, rabbitmq.close, mongodb.close);
  const collections = { database: 'focus', jobsCollection: 'jobs', consumersCollection: 'consumers' };
  places = {
    name: 'staging',
    focusServer: { url: `https://127.0.0.1:${port}`, insecureSkipTlsVerify: false },
    rabbitmq: { amqpUrl: rabbitmq.amqpUrl, managementUrl: rabbitmq.managementUrl, vhost: '/' },
    mongodb: { url: mongodb.url, ...collections },
  };
});

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const signal = new AbortController().signal;
const { request, limits, environment, requestedBy, investigation } = subject();

describe('a stack that is well, and that the bot does not trust', () => {
  it('is not called down by an investigation, which names the settings', async () => {
    const startJob = createStartJob({ settings: places.focusServer, fence: memoryFence(), clock, log: silentLog });
    const { probes } = await openProbes(places, clock);
    const asked = { investigation, environment, requestedBy, request, limits, timeoutMs: 2_000 };
    const { evidence, report } = await investigate({ startJob: () => startJob(asked), probes, clock, signal });
    expect(report).toMatchObject({ verdict: 'inconclusive', cause: { id: 'own-settings' } });
    expect(report.nextStep).toContain('focusServer.ca in focus.yml');
    expect(evidence.observations.filter(({ fact }) => 'reachable' in fact)).toEqual([]);
  });

  it('is not called unwell by a look at it', async () => {
    const { probes } = await openProbes(places, clock);
    const { job: _job, configure: _configure, request: _request, ...about } = subject();
    const status = judgeStatus(await observe(about, { probes, clock, signal }));
    expect(status.parts.filter(({ state }) => state === 'unwell')).toEqual([]);
    const remedies = status.parts.map(({ remedy }) => remedy).join('\n');
    for (const part of ['focusServer', 'rabbitmq', 'mongodb']) expect(remedies).toContain(`${part}.ca in focus.yml`);
  });
});
