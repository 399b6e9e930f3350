import type { createActions } from '#slack/actions/index.ts';
import type { createCommands } from '#slack/commands/index.ts';
import type { createShortcuts } from '#slack/shortcuts/index.ts';
import type { createModals } from '#slack/views/index.ts';
import { accepted, queue, stoppedClock } from './ask-slack.ts';
import { lookUps } from './look-ups.ts';

/** All that commands, buttons and forms are made of. */
export type SlackTools = Parameters<typeof createCommands>[0] &
  Parameters<typeof createActions>[0] &
  Parameters<typeof createShortcuts>[0] &
  Parameters<typeof createModals>[0];

/** 2025-11-13T16:00Z */
export const ASKED_AT = Date.UTC(2025, 10, 13, 16);

/** Of a bot with two environments, one check, nothing kept, and a queue that takes everything; say only what differs. */
export function slackTools(over: Partial<SlackTools> = {}): SlackTools {
  return {
    environments: ['staging', 'production'],
    defaultEnvironment: 'staging',
    defaultsOf: (environment) => (environment === 'production' ? { nfft: 2048 } : {}),
    checks: [{ name: 'timing-live', environment: 'staging' }],
    causes: ['consumer-never-created', 'pod-not-scheduled', 'backend-down'],
    enqueue: queue(accepted).enqueue,
    lookUp: lookUps(1).lookUp,
    cancel: async () => ({ kind: 'over' }),
    reportOf: async () => undefined,
    evidenceOf: async () => undefined,
    incidentOf: async () => undefined,
    checkOf: () => undefined,
    record: async () => {},
    mayStart: async () => {},
    mayRecord: async () => {},
    mayLook: async (places) => places,
    keepNote: async () => true,
    mask: (text) => text,
    runCheck: async () => undefined,
    lastAudit: async () => [],
    running: { version: { bot: '1.2.3', rules: '3f9a2c1d' }, node: '24.1.0', startedAt: ASKED_AT },
    redisVersion: async () => '7.4.1',
    clock: stoppedClock(ASKED_AT),
    ...over,
  };
}
