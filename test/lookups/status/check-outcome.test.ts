import { describe, expect, it } from 'vitest';
import { statusParts as every } from '#checks/check.ts';
import { outcomeOf } from '#lookups/status/check-outcome.ts';
import { queueOf } from '../../support/jobs-seen.ts';
import {
  notConfigured,
  otherPod,
  reportOn,
  seen,
  silent,
  silentBroker,
  silentDatabase,
  silentKubernetes,
} from '../../support/stack-seen.ts';

describe('a status check', () => {
  it('is ok where all its parts are well', () => {
    expect(outcomeOf(reportOn(), ['ack', 'broker'])).toEqual({
      outcome: 'ok',
      headline: 'staging is well: Focus Server and RabbitMQ.',
    });
  });

  it('fails of the worst of its parts, whose cause and remedy it tells', () => {
    const judged = outcomeOf(reportOn({ broker: silentBroker, database: silentDatabase }), every);
    expect(judged).toMatchObject({
      outcome: 'failed',
      cause: 'rabbitmq-down',
      means: 'RabbitMQ is down',
      headline:
        'RabbitMQ of staging is unwell: RabbitMQ does not answer the bot: connect ECONNREFUSED 127.0.0.1:1 (also MongoDB).',
    });
    expect(judged.nextStep).toMatch(/^Bring the RabbitMQ pod back/);
  });

  it('does not fail of parts that it does not ask about', () => {
    expect(outcomeOf(reportOn({ broker: silentBroker }), ['ack', 'database']).outcome).toBe('ok');
  });

  it.each([
    ['database' as const, { database: silentDatabase }, 'mongodb-down'],
    ['pods' as const, { standing: seen([otherPod('mongodb-0', { ready: false })]) }, 'standing-pod-not-ready'],
  ])('fails of its %s', (part, over, cause) => {
    expect(outcomeOf(reportOn(over), [part])).toMatchObject({ outcome: 'failed', cause });
  });

  it('is blind where a part was not seen, and nothing was seen unwell', () => {
    expect(outcomeOf(reportOn(silentKubernetes), every)).toMatchObject({
      outcome: 'blind',
      cause: 'kubernetes-unreachable',
    });
    expect(outcomeOf(reportOn({ ...silentKubernetes, broker: silentBroker }), every)).toMatchObject({
      outcome: 'failed',
      cause: 'rabbitmq-down',
    });
  });

  it('is blind, and blames nothing of the stack, where nothing answered', () => {
    const nothing = { ...silent, ...silentKubernetes, broker: silentBroker, database: silentDatabase };
    for (const part of ['ack', 'broker', 'database', 'pods'] as const)
      expect(outcomeOf(reportOn(nothing), [part])).toMatchObject({ outcome: 'blind', cause: 'not-determined' });
  });

  it('warns of what is strained', () => {
    const queues = Array.from({ length: 20 }, (_, i) => queueOf(`${i + 1}-4`, 'plain', { consumers: 0 }));
    expect(outcomeOf(reportOn({ queues: seen({ queues }) }), every)).toMatchObject({
      outcome: 'warn',
      cause: 'queues-leaked',
    });
  });

  it('does not count what is not configured, unless that is all it asks about', () => {
    const report = reportOn({ database: notConfigured });
    expect(outcomeOf(report, every).outcome).toBe('ok');
    expect(outcomeOf(report, ['database'])).toMatchObject({ outcome: 'blind', cause: 'not-configured' });
  });
});
