import type { Log } from '#lib/logger.ts';
import { type Spans, silentSpans } from './spans.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** By OpenTelemetry's own environment variables; where they ask for no traces nothing of it is loaded. */
export async function openSpans(env: Env, version: string, log: Log): Promise<Spans> {
  if (!isTraced(env)) return silentSpans;
  const { openTracing } = await import('./tracing.ts');
  return openTracing(version, log);
}

function isTraced(env: Env): boolean {
  if (env.OTEL_SDK_DISABLED?.toLowerCase() === 'true' || env.OTEL_TRACES_EXPORTER === 'none') return false;
  return Boolean(
    env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || env.OTEL_TRACES_EXPORTER === 'otlp',
  );
}
