import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openLab } from '#lab/lab.ts';
import { unschedulable } from '#lab/scenarios/unschedulable.ts';
import { type Listener, listenOnLoopback } from '#lab/services/listener.ts';
import { silentLog } from '#lib/logger.ts';
import { openSpans } from '#telemetry/open-spans.ts';
import { silentSpans } from '#telemetry/spans.ts';
import { soon } from '../support/soon.ts';

const attribute = z.object({ key: z.string(), value: z.object({ stringValue: z.string().optional() }) });
const span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  attributes: z.array(attribute).default([]),
  events: z.array(z.unknown()).default([]),
});
const exported = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(attribute) }),
      scopeSpans: z.array(z.object({ spans: z.array(span) })),
    }),
  ),
});
type Span = z.output<typeof span>;

describe('a trace', { timeout: 60_000 }, () => {
  let collector: Listener;
  const bodies: z.output<typeof exported>[] = [];
  beforeEach(async () => {
    bodies.splice(0);
    collector = await listenOnLoopback(
      createServer(async (request, response) => {
        bodies.push(exported.parse(JSON.parse(Buffer.concat(await request.toArray()).toString())));
        response.end('{}');
      }),
    );
  });
  afterEach(async () => {
    delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
    delete process.env.OTEL_SERVICE_NAME;
    await collector.close();
  });

  const spans = (): readonly Span[] =>
    bodies.flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans)),
    );
  const called = (name: string) => spans().find((one) => one.name === name);

  it('is not there, and nothing of it is loaded, where no variable asks for one', async () => {
    for (const env of [
      {},
      { OTEL_SERVICE_NAME: 'x' },
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'x', OTEL_TRACES_EXPORTER: 'none' },
    ])
      expect(await openSpans(env, '1', silentLog)).toBe(silentSpans);
  });

  it('leads from the request through the queue to what was seen, explained and told, without a word of anybody', async () => {
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${collector.port}`;
    process.env.OTEL_SERVICE_NAME = 'focus-bot-lab';
    const lab = await openLab({
      ...{ scenario: unschedulable, speed: 10, seed: 1, log: silentLog, outside: true },
      env: process.env,
    });
    await lab.slack.command('timing');
    const channel = lab.slack.channel('incidents').id;
    await soon(() => expect(JSON.stringify(lab.slack.messages(channel)[0]?.blocks)).toContain('"run-again"'), 30_000);
    await soon(() => expect(lab.slack.messages(channel).length).toBeGreaterThan(1), 30_000);
    await lab.close();
    const request = called('request');
    const investigation = called('investigation');
    expect(investigation?.traceId).toBe(request?.traceId);
    const parents = new Map(spans().map((one) => [one.spanId, one.parentSpanId]));
    const above = (id: string | undefined): readonly string[] => (id ? [id, ...above(parents.get(id))] : []);
    expect(above(investigation?.spanId)).toContain(request?.spanId);
    for (const name of ['start-job', 'observe', 'explain'])
      expect([name, called(name)?.parentSpanId]).toEqual([name, investigation?.spanId]);
    expect(called('tell')?.traceId).toBe(request?.traceId);
    expect(new Set(spans().map(({ traceId }) => traceId)).size).toBe(1);
    const told = Object.fromEntries(investigation?.attributes.map(({ key, value }) => [key, value.stringValue]) ?? []);
    expect(told).toEqual({
      'focus_bot.environment': 'lab',
      'focus_bot.verdict': 'broken',
      'focus_bot.cause': 'pod-not-scheduled',
    });
    expect(JSON.stringify(bodies)).toContain('focus-bot-lab');
    expect(JSON.stringify(bodies)).not.toMatch(/U0ONCALL|C0INCIDENT|nvidia|xoxb/);
    expect(spans().flatMap(({ events }) => events)).toEqual([]);
  });
});
