import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { runSteps } from '#lab/run.ts';
import { scenarios } from '#lab/scenarios/index.ts';
import { wrongIn } from '#lab/worlds/right.ts';
import { realRabbitmq } from '../support/real-rabbitmq.ts';

/** The bot and worker on a real Redis and a real RabbitMQ; the rest of the world is the lab's. */
describe('a /focus timing on the real Redis and RabbitMQ', () => {
  for (const id of ['healthy', 'queue-without-consumer']) {
    it(`finds out about ${id}`, { timeout: 90_000 }, async () => {
      const scenario = scenarios.find((candidate) => candidate.id === id);
      if (!scenario) throw new Error(`there is no scenario ${id}`);
      const rabbitmq = await realRabbitmq(urlOf('FOCUS_TEST_AMQP_URL'), urlOf('FOCUS_TEST_RABBITMQ_MANAGEMENT_URL'));
      const redisUrl = `${urlOf('FOCUS_TEST_REDIS_URL')}/7`;
      const redis = new Redis(redisUrl);
      await redis.flushdb();
      const run = await runSteps(['timing'], { scenario, speed: 1, seed: 1, redisUrl, rabbitmq });
      await redis.flushdb();
      redis.disconnect();
      if (!run.report) throw new Error('there is no report');
      expect(wrongIn(run.report, scenario.expected)).toEqual([]);
      const queues = run.evidence?.observations.filter(({ fact }) => fact.kind === 'queue-state' && fact.exists);
      expect(queues).not.toHaveLength(0);
    });
  }
});

function urlOf(name: string): string {
  const url = process.env[name];
  if (!url) throw new Error(`${name} is not set: .ci/run starts the real servers and sets it`);
  return url;
}
