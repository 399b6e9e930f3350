import { createServer } from 'node:https';
import { afterEach, describe, expect, it } from 'vitest';
import type { Probe } from '#investigation/probe.ts';
import { listenOnLoopback } from '#lab/services/listener.ts';
import { systemClock } from '#lib/clock.ts';
import { ackProbe } from '#probes/focus-server/ack.ts';
import { channelsProbe } from '#probes/focus-server/channels.ts';
import { controlsProbe } from '#probes/focus-server/controls.ts';
import type { LookOptions } from '#probes/focus-server/look.ts';
import { metadataProbe } from '#probes/focus-server/metadata.ts';
import { configured } from '../../support/evidence.ts';
import { collect, factsOf, subject } from '../../support/subject.ts';
import { TEST_CERTIFICATE, TEST_KEY } from './certificate.ts';

const PROBES: readonly (readonly [string, (options: LookOptions) => Probe])[] = [
  ['metadata', metadataProbe],
  ['ack', ackProbe],
  ['controls', controlsProbe],
  ['channels', channelsProbe],
];

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function ofAnotherAuthority(): Promise<string> {
  const server = createServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, (_request, response) => response.end());
  const { port, close } = await listenOnLoopback(server);
  closing.push(close);
  return `https://127.0.0.1:${port}`;
}

/** Of a job that somebody else configured. */
const { configure: _none, ...found } = subject();
const settings = (url: string) => ({ url, insecureSkipTlsVerify: false });

describe.each(PROBES)('the %s probe', (_name, createProbe) => {
  const watch = (url: string) => collect(createProbe({ settings: settings(url), clock: systemClock }), found, {});

  it('is blind at once before a certificate that the bot does not trust, and tells nothing of the server', async () => {
    await expect(watch(await ofAnotherAuthority())).rejects.toMatchObject({
      name: 'BlindError',
      reason: 'not-trusted',
      message: expect.stringContaining('self-signed certificate'),
      mend: expect.stringContaining('focusServer.ca in focus.yml'),
    });
  });

  it('is blind at once where the host of the settings has no address', async () => {
    await expect(watch('http://focus-server.invalid')).rejects.toMatchObject({
      reason: 'misdirected',
      mend: expect.stringContaining('focusServer.url in focus.yml'),
    });
  });
});

describe('the metadata probe', () => {
  it('goes on asking a host that configure had found before', async () => {
    const probe = metadataProbe({ settings: settings('http://focus-server.invalid'), clock: systemClock });
    const late = subject({ configure: configured(), zero: systemClock.now() - 60_000 });
    const seen = await collect(probe, late, {});
    expect(factsOf(seen, 'metadata-answer')).toMatchObject([{ answer: 'network-error' }]);
  });
});
