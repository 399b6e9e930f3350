import type { FocusBackend } from '#lab/services/focus-server/backend.ts';
import { type FocusServerOptions, openFocusServer } from '#lab/services/focus-server/focus-server.ts';
import { systemClock } from '#lib/clock.ts';

/** A backend that accepts every request as job 19-7 and never gets a consumer. */
function backend(overrides: Partial<FocusBackend> = {}): FocusBackend {
  return {
    configure: async () => ({ kind: 'accepted', jobId: '19-7', streamHost: '127.0.0.1', streamPort: 12_319 }),
    metadata: () => 'unknown',
    live: () => ({ connected: true, prr: 2_000, softwareVersion: '10.12.3' }),
    channels: () => ({ lowest: 1, highest: 2_337 }),
    recordings: () => [[1_700_000_000, 1_700_000_060]],
    ...overrides,
  };
}

export function focusServer(overrides: Partial<FocusBackend> = {}, options: Partial<FocusServerOptions> = {}) {
  const usual = { clock: systemClock, prefix: '/focus-server', clockAheadMs: 6_000 };
  return openFocusServer({ ...usual, backend: backend(overrides), ...options });
}

/** A complete body of `POST /configure`. */
export const CONFIGURE_BODY = {
  displayTimeAxisDuration: 10,
  nfftSelection: 1024,
  displayInfo: { height: 1000 },
  channels: { min: 1, max: 50 },
  frequencyRange: { min: 0, max: 500 },
  start_time: null,
  end_time: null,
  view_type: 0,
};
