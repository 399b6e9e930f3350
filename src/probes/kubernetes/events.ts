import { type JobNames, jobNames } from '#investigation/job-id.ts';
import type { KubernetesEvent } from '#investigation/observation.ts';
import type { Probe } from '#investigation/probe.ts';
import { redact } from '#lib/redact.ts';
import { tell } from './facts.ts';
import { type EventObject, eventSchema } from './objects.ts';
import { eventsOf } from './of-job.ts';
import type { KubernetesProbeOptions } from './options.ts';

/**
 * Events about exactly this job's pods, Jobs and Service, their volume claims and endpoints. One that repeats with a higher count is told again; one that expires is no news.
 */
export function eventsProbe({ connection, clock }: KubernetesProbeOptions): Probe {
  return {
    id: 'events',
    sees: ['kubernetes-event'],
    about: 'job',
    async *watch({ job }, signal) {
      if (!job) return;
      const names = jobNames(job.id);
      yield* tell({
        connection,
        clock,
        signal,
        collection: eventsOf(names),
        shape: eventSchema,
        factOf: (event) => (isAbout(names, event) ? eventOf(event) : undefined),
      });
    },
  };
}

/** The event is about an object of exactly this job: its Jobs, Service and pods, and what else is named after them. */
export function isAbout(names: JobNames, { involvedObject }: EventObject): boolean {
  return names.isPart(involvedObject.name);
}

/** An event as a fact; undefined for one without any stamp. */
export function eventOf(event: EventObject): KubernetesEvent | undefined {
  const first = firstOccurrence(event);
  if (!first) return undefined;
  const { type, reason, message, involvedObject: object } = event;
  return {
    kind: 'kubernetes-event',
    type,
    reason,
    // Masked before it is cut: half a secret need not show that it is one.
    message: redact(message).slice(0, 1_000),
    object,
    count: event.count || event.series?.count || 1,
    firstStamp: first.stamp,
    precisionMs: first.precisionMs,
  };
}

/** A name ends in the hexadecimal nanoseconds of the first occurrence, unless someone else than client-go made it. */
const NANOSECONDS = /\.([0-9a-f]{16})$/;
const SECOND_MS = 1_000;

function firstOccurrence({ metadata, eventTime, firstTimestamp }: EventObject) {
  const stamp = eventTime ?? firstTimestamp ?? metadata.creationTimestamp;
  const [, hex] = NANOSECONDS.exec(metadata.name) ?? [];
  const named = hex === undefined ? undefined : Number(BigInt(`0x${hex}`) / 1_000n) / 1_000;
  // Milliseconds since the epoch keep a microsecond, no less.
  if (named !== undefined && stamp !== undefined && Math.abs(named - stamp) <= 2 * SECOND_MS)
    return { stamp: named, precisionMs: 0.001 };
  if (eventTime !== undefined) return { stamp: eventTime, precisionMs: 0.001 };
  return stamp === undefined ? undefined : { stamp, precisionMs: SECOND_MS };
}
