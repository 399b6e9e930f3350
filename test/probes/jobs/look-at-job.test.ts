import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LabRabbitmq, openRabbitmq } from '#lab/services/rabbitmq/rabbitmq.ts';
import { systemClock } from '#lib/clock.ts';
import { lookAtJob } from '#probes/jobs/look-at-job.ts';
import type { RabbitmqSettings } from '#probes/rabbitmq/client.ts';
import { soon } from '../../support/soon.ts';

const QUEUE = 'grpc-job-19-7-1763048055.5';
let lab: LabRabbitmq;

beforeEach(async () => {
  lab = await openRabbitmq({ clock: systemClock });
});

afterEach(async () => {
  await soon(() => expect(lab.connections()).toEqual({ amqp: 0, management: 0 }));
  await lab.close();
});

function look(change: Partial<RabbitmqSettings> = {}, without: readonly (keyof RabbitmqSettings)[] = []) {
  const managementUrl = lab.managementUrl.replace('//', '//guest:guest@');
  const settings = { amqpUrl: lab.amqpUrl, managementUrl, vhost: '/', ...change };
  const given = Object.entries(settings).filter(([name]) => !without.includes(name as keyof RabbitmqSettings));
  const signal = new AbortController().signal;
  return lookAtJob({
    jobId: '19-7',
    focusServer: { url: 'http://127.0.0.1:1', insecureSkipTlsVerify: false },
    rabbitmq: Object.fromEntries(given) as unknown as RabbitmqSettings,
    clock: systemClock,
    signal,
    patienceMs: 2_000,
  }).queues;
}

describe('the queues of a job', () => {
  it('are found by their names and counted exactly', async () => {
    lab.declareQueue(QUEUE);
    lab.declareQueue('grpc-job-19-76-1.5');
    lab.publish(QUEUE, 3);
    const queue = { jobId: '19-7', name: QUEUE, consumers: 0, ready: 3 };
    expect(await look()).toEqual({ kind: 'seen', value: { queues: [queue], via: 'amqp' } });
  });

  it('are none where none is listed', async () => {
    expect(await look()).toEqual({ kind: 'seen', value: { queues: [], via: 'management' } });
  });

  it('have older numbers where AMQP does not answer or is not configured', async () => {
    lab.declareQueue(QUEUE);
    const listed = { value: { queues: [{ name: QUEUE }], via: 'management' } };
    expect(await look({ amqpUrl: 'amqp://127.0.0.1:1' })).toMatchObject(listed);
    expect(await look({}, ['amqpUrl'])).toMatchObject(listed);
  });

  it('are found by their plain name alone without the management API', async () => {
    lab.declareQueue('grpc-job-19-7');
    await lab.setManagementDown(true);
    expect(await look()).toMatchObject({
      value: { queues: [{ jobId: '19-7', name: 'grpc-job-19-7', consumers: 0, ready: 0 }], via: 'amqp' },
    });
    lab.deleteQueue('grpc-job-19-7');
    expect(await look()).toMatchObject({
      reason: 'unreachable',
      detail: expect.stringMatching(
        /ECONNREFUSED.*there is no queue grpc-job-19-7, and one with a time in its name cannot be found by AMQP$/,
      ),
    });
    expect(await look({}, ['managementUrl'])).toMatchObject({ kind: 'not-seen', reason: 'not-configured' });
  });

  it('cannot be told where nothing answers', async () => {
    await lab.setDown(true);
    expect(await look()).toMatchObject({ kind: 'not-seen', reason: 'unreachable' });
  });

  it('name no password', async () => {
    await lab.setDown(true);
    const managementUrl = lab.managementUrl.replace('//', '//guest:Hunter2@');
    const looked = await look({ managementUrl });
    expect(looked.kind).toBe('not-seen');
    expect(JSON.stringify(looked)).not.toContain('Hunter2');
  });
});
