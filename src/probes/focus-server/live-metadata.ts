import type { LiveMetadata } from '#investigation/observation.ts';
import type { Probe } from '#investigation/probe.ts';
import type { Reply } from './client.ts';
import { type LookOptions, lookProbe, objectOrBlind } from './look.ts';

const PATH = '/live_metadata';
const NO_FIBER = /waiting for fiber/i;

/** `GET /live_metadata`: the server answers 200 with and without a fiber, only the values differ. */
export function liveMetadataProbe(options: LookOptions): Probe {
  return lookProbe(options, {
    id: 'live-metadata',
    ofWatched: 'never',
    sees: 'live-metadata',
    path: PATH,
    read: liveMetadata,
  });
}

function liveMetadata(reply: Reply): LiveMetadata {
  const body = objectOrBlind(reply, PATH);
  const prr = typeof body.prr === 'number' ? body.prr : undefined;
  const softwareVersion = textOf(body.sw_version);
  const description = textOf(body.fiber_description);
  const waiting = NO_FIBER.test(`${softwareVersion} ${description}`);
  return {
    kind: 'live-metadata',
    ready: prr !== undefined && prr > 0 && softwareVersion !== undefined && !waiting,
    ...(prr === undefined ? {} : { prr }),
    ...(softwareVersion === undefined ? {} : { softwareVersion }),
    detail: `prr ${prr ?? 'absent'}, sw_version ${softwareVersion ?? 'absent'}, fiber ${description ?? 'absent'}`,
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 100) : undefined;
}
