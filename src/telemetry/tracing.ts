import {
  type Context,
  context,
  DiagLogLevel,
  diag,
  propagation,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes, serviceNameEnvDetector } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  type ReadableSpan,
  type Sampler,
  SamplingDecision,
  type SpanExporter,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { BullMQOtel } from 'bullmq-otel';
import type { Log } from '#lib/logger.ts';
import { type Spans, spanNames } from './spans.ts';

const NAME = 'focus-bot';

/** Once a process: the library is a global of it. Imported only where traces are asked for. */
export function openTracing(version: string, log: Log): Spans {
  const warn = (message: string) => log.warn({ message }, 'traces');
  diag.setLogger({ error: warn, warn, info: () => {}, debug: () => {}, verbose: () => {} }, DiagLogLevel.WARN);
  const own = resourceFromAttributes({ 'service.name': NAME, 'service.version': version });
  const provider = new TracerProvider({
    resource: own.merge(detectResources({ detectors: [envDetector, serviceNameEnvDetector] })),
    sampler: asked,
    spanProcessors: [new BatchSpanProcessor({ exporter: discreet(new OTLPTraceExporter()) })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  const tracer = trace.getTracer(NAME, version);
  return {
    queue: new BullMQOtel({ tracerName: 'bullmq', version }),
    during: (name, about, work) =>
      tracer.startActiveSpan(name, { attributes: named(about) }, async (span) => {
        try {
          return await work((more) => span.setAttributes(named(more)));
        } catch (error) {
          span.setStatus({ code: SpanStatusCode.ERROR });
          throw error;
        } finally {
          span.end();
        }
      }),
    close: () => provider.shutdown(),
  };
}

function named(about: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(about).map(([name, value]) => [`focus_bot.${name}`, value]));
}

/** A trace begins with what somebody asks for; what the queue does by itself, day and night, begins none. */
const asked: Sampler = {
  shouldSample: (parents: Context, _trace, name) => {
    const parent = trace.getSpanContext(parents);
    const isPart = parent !== undefined && (parent.traceFlags & TraceFlags.SAMPLED) !== 0;
    const isOwn = (spanNames as readonly string[]).includes(name);
    return { decision: isPart || isOwn ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD };
  },
  toString: () => 'what is asked for',
};

const SHOWN = /^(?:focus_bot\.\w+|bullmq\.queue\.(?:name|operation)|bullmq\.job\.(?:name|id|attempts\.made))$/;

/** The library also notes options and the words of errors. */
function discreet(exporter: SpanExporter): SpanExporter {
  return {
    export: (spans, done) => exporter.export(spans.map(withoutWords), done),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

function withoutWords(span: ReadableSpan): ReadableSpan {
  const attributes = Object.fromEntries(Object.entries(span.attributes).filter(([name]) => SHOWN.test(name)));
  return Object.create(span, {
    attributes: { value: attributes },
    events: { value: [] },
    status: { value: { code: span.status.code } },
  });
}
