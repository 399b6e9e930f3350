import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import { policiesProbe } from '#probes/rabbitmq/policies.ts';
import { serviceUrl } from '../support/service-url.ts';
import { collect, factsOf, subject } from '../support/subject.ts';

const managementUrl = serviceUrl('FOCUS_TEST_RABBITMQ_MANAGEMENT_URL', 'http://guest:guest@127.0.0.1:15672');
const name = `focus-test-${randomUUID()}`;

const tags = ['monitoring', ''] as const;
const userWith = (tag: string) => `${name}-${tag || 'none'}`;

/** A policy of no queue, and users who may look at it or not. */
const made: Readonly<Record<string, object>> = {
  [`policies/%2F/${name}`]: { pattern: `^${name}$`, definition: { 'max-length': 20_000 }, 'apply-to': 'queues' },
  ...Object.fromEntries(tags.map((tag) => [`users/${userWith(tag)}`, { password: name, tags: tag }])),
  ...Object.fromEntries(
    tags.map((tag) => [`permissions/%2F/${userWith(tag)}`, { configure: '', write: '', read: '' }]),
  ),
};

async function send(method: 'PUT' | 'DELETE', path: string, body?: object): Promise<void> {
  const { origin, username, password } = new URL(managementUrl);
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const answer = await fetch(`${origin}/api/${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  expect(answer.ok, `${method} ${path}: ${answer.status}`).toBe(true);
}

beforeAll(async () => {
  for (const [path, body] of Object.entries(made)) await send('PUT', path, body);
});

afterAll(async () => {
  for (const path of Object.keys(made).toReversed()) await send('DELETE', path);
});

async function look(url: string) {
  const probe = policiesProbe({ settings: { vhost: '/', managementUrl: url }, clock: systemClock });
  return factsOf(await collect(probe, subject(), {}), 'environment-parts')[0];
}

it('The real RabbitMQ shows its policies to the probe', async () => {
  const seen = await look(managementUrl);
  expect(seen).toMatchObject({ complete: ['broker policy'], notSeen: [] });
  expect(seen?.parts.find((part) => part.name === name)?.version).toMatch(
    new RegExp(`^queues \\^${name}\\$; priority 0; max-length \\([0-9a-f]{8}\\)$`),
  );
});

it.each([
  ['monitoring', ['broker policy'], []],
  ['', [], [{ what: 'broker policy', reason: 'refused' }]],
] as const)('The real RabbitMQ lets a user with the tag %j see them, or refuses', async (tag, complete, notSeen) => {
  const url = new URL(managementUrl);
  url.username = userWith(tag);
  url.password = name;
  const seen = await look(url.href);
  expect(seen).toMatchObject({ complete, notSeen });
  expect(seen?.parts.some((part) => part.name === name)).toBe(complete.length > 0);
});
