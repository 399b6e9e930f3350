import { connect } from 'amqplib';
import { expect, it } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import { queueProbe } from '#probes/rabbitmq/queue.ts';
import { rabbitmqContract } from '../support/rabbitmq-contract.ts';
import { realRabbitmq } from '../support/real-rabbitmq.ts';
import { serviceUrl } from '../support/service-url.ts';
import { collect, factsOf, subject } from '../support/subject.ts';

const urls = {
  amqpUrl: serviceUrl('FOCUS_TEST_AMQP_URL', 'amqp://guest:guest@127.0.0.1:5672'),
  managementUrl: serviceUrl('FOCUS_TEST_RABBITMQ_MANAGEMENT_URL', 'http://guest:guest@127.0.0.1:15672'),
};

rabbitmqContract('The real RabbitMQ', () => realRabbitmq(urls.amqpUrl, urls.managementUrl));

it('shows the queue probe its queue, its consumer and the loss of both', async () => {
  const probe = queueProbe({ settings: { ...urls, vhost: '/' }, clock: systemClock });
  const connection = await connect(urls.amqpUrl);
  const channel = await connection.createChannel();
  // Nobody else's: the highest counter that is an id.
  const job = { id: `999999-${Date.now() % 1_000_000_000}` };
  const queue = `grpc-job-${job.id}-${Date.now() / 1_000}`;
  const stages = [
    () => channel.assertQueue(queue, { durable: false, exclusive: false }),
    () => channel.consume(queue, () => {}),
    () => channel.deleteQueue(queue),
  ];
  const story: string[] = [];
  const seen = await collect(probe, subject({ job }), {
    until: (sightings) => {
      const last = factsOf(sightings, 'queue-state').at(-1);
      const word = last && (last.exists ? `${last.name}: ${last.consumers} consumers` : 'absent');
      if (!word || story.at(-1) === word) return false;
      story.push(word);
      void stages.shift()?.();
      return story.length === 4;
    },
  });
  expect(story).toEqual(['absent', `${queue}: 0 consumers`, `${queue}: 1 consumers`, 'absent']);
  expect(factsOf(seen, 'broker-state')).toContainEqual(
    expect.objectContaining({ reachable: true, via: 'management', alarms: [] }),
  );
  await connection.close();
});
