import { Server } from 'node:http';
import { App, type Logger, type Receiver } from '@slack/bolt';
import { WebAPIPlatformError, type WebClientOptions } from '@slack/web-api';
import type { Dispatcher } from 'undici';
import type { Clock } from '#lib/clock.ts';
import { describeError, ExplainedError, explainedIn } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { type Counts, silentCounts } from '#telemetry/counts.ts';
import { createSlackClient, patientFetch } from './client.ts';
import type { Seen } from './once.ts';
import { createSignedHttp } from './signed-http.ts';
import { createSlackLogger } from './slack-logger.ts';
import { createSocketMode } from './socket-mode.ts';

/** How Slack reaches the bot: the bot calls out and holds a socket open, or Slack posts signed requests to it. */
export type Connection =
  | { readonly kind: 'socket'; readonly appToken: string }
  | { readonly kind: 'http'; readonly signingSecret: string; readonly host: string; readonly port: number };

export interface BoltOptions {
  readonly botToken: string;
  readonly connection: Connection;
  readonly seen: Seen;
  /** Slack itself unless told. */
  readonly apiUrl?: string;
  /** Through which Slack is called; none unless told. */
  readonly proxy?: Dispatcher;
  readonly clock: Clock;
  readonly log: Log;
  /** Hears of every acknowledgement and call; nobody does unless told. */
  readonly counts?: Counts;
}

export interface BoltApp {
  readonly app: App;
  /** Whether Slack can reach the bot now, as far as the bot can tell. */
  isConnected(): boolean;
  /** Resolves once Slack can reach the bot, in HTTP with the port. Rejects with an ExplainedError when Slack says no. */
  start(): Promise<number | undefined>;
  /** Takes nothing more from Slack. */
  stop(): Promise<void>;
}

export function createBoltApp(options: BoltOptions): BoltApp {
  const { botToken, connection, clock, counts = silentCounts } = options;
  const logger = createSlackLogger(options.log);
  const common = { ...apiAddress(options), fetch: patientFetch(clock, options.proxy) };
  const receiver = createReceiver(connection, { ...options, clientOptions: common, logger, counts });
  const app = new App({
    token: botToken,
    receiver,
    logger,
    // Otherwise a token that Slack refuses is an unhandled rejection.
    deferInitialization: true,
    clientOptions: {
      ...common,
      retryConfig: { retries: 2, minTimeout: 500, maxTimeout: 2_000 },
      rejectRateLimitedCalls: true,
    },
  });
  let started = false;
  return {
    app,
    isConnected: () => started && (receiver.isConnected?.() ?? true),
    async start() {
      await explaining('the bot token', 'SLACK_BOT_TOKEN', options, () => app.init());
      if (connection.kind === 'socket') await checkAppToken(connection.appToken, options);
      const server = await (connection.kind === 'socket' ? app.start() : app.start(connection));
      started = true;
      const address = server instanceof Server ? server.address() : null;
      return typeof address === 'object' ? address?.port : undefined;
    },
    async stop() {
      if (!started) return;
      started = false;
      await app.stop();
    },
  };
}

interface Receiving {
  readonly proxy?: Dispatcher;
  readonly clientOptions: WebClientOptions;
  readonly seen: Seen;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counts: Pick<Counts, 'acknowledged'>;
}

/** One that cannot tell whether it is connected has nothing to hold open. */
type Reached = Receiver & { isConnected?(): boolean };

function createReceiver(
  connection: Connection,
  { clientOptions, proxy, seen, clock, logger, counts }: Receiving,
): Reached {
  if (connection.kind === 'http')
    return createSignedHttp({ signingSecret: connection.signingSecret, seen, clock, logger, counts });
  const { appToken } = connection;
  // A connection that cannot be renewed within these retries stays away for good and says nothing, so: forever.
  return createSocketMode({
    ...{ appToken, clientOptions: { ...clientOptions, retryConfig: FOREVER }, clock, logger, counts },
    ...(proxy && { dispatcher: proxy }),
  });
}

const FOREVER = { forever: true, minTimeout: 1_000, maxTimeout: 30_000, unref: true };

/** Socket Mode itself would go on asking without a word about most refusals. */
async function checkAppToken(appToken: string, options: BoltOptions): Promise<void> {
  const { clock, log } = options;
  const client = createSlackClient({
    token: appToken,
    ...(options.apiUrl ? { apiUrl: options.apiUrl } : {}),
    ...(options.proxy && { proxy: options.proxy }),
    clock,
    log,
  });
  const open = () => client.apps.connections.open({});
  await explaining('the app token', 'SLACK_APP_TOKEN and its scope connections:write', options, open);
}

async function explaining(
  what: string,
  where: string,
  options: BoltOptions,
  call: () => Promise<unknown>,
): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (error instanceof WebAPIPlatformError)
      throw new ExplainedError(`Slack refused ${what}: ${error.data.error}`, `Check ${where}`, { cause: error });
    const own = explainedIn(error);
    const { slackApiUrl = 'https://slack.com/api/' } = apiAddress(options);
    throw new ExplainedError(
      `Slack at ${slackApiUrl} did not answer when asked about ${what}: ${own?.message ?? describeError(error)}`,
      own?.advice ?? 'Check the network of the bot: it calls Slack itself and needs a way out, or HTTPS_PROXY in .env',
      { cause: error },
    );
  }
}

function apiAddress({ apiUrl }: BoltOptions): { slackApiUrl?: string } {
  return apiUrl ? { slackApiUrl: apiUrl } : {};
}
