import { describe, expect, it } from 'vitest';
import type { Subject } from '#investigation/subject.ts';
import { systemClock as clock } from '#lib/clock.ts';
import { allJobsProbe } from '#probes/jobs/all-jobs.ts';
import { subject } from '../../support/subject.ts';

async function look(rabbitmq?: { readonly managementUrl: string; readonly vhost: string }) {
  const { job: _none, ...nobody }: Subject = subject({}, clock);
  const probe = allJobsProbe({ name: 'staging', ...(rabbitmq && { rabbitmq }), clock });
  const sightings = [];
  for await (const sighting of probe.watch(nobody, new AbortController().signal)) sightings.push(sighting);
  return sightings;
}

describe('the look at all jobs', () => {
  it('tells no list of queues where none came: that would be an answer of RabbitMQ', async () => {
    const sightings = await look({ managementUrl: 'http://127.0.0.1:1', vhost: '/' });
    expect(sightings.filter((each) => 'fact' in each)).toEqual([]);
    expect(sightings.at(-1)).toMatchObject({ gap: { kinds: ['job-queues'], reason: 'unreachable' } });
  });

  it('says what is not configured', async () => {
    expect((await look()).map((each) => 'gap' in each && each.gap.detail)).toEqual([
      'Kubernetes is not configured for staging',
      'RabbitMQ is not configured for staging',
    ]);
  });
});
