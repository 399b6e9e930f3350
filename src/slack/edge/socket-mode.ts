import { type App, defaultProcessEventErrorHandler, type Logger, type Receiver, type ReceiverEvent } from '@slack/bolt';
import { SocketModeClient } from '@slack/socket-mode';
import type { WebClientOptions } from '@slack/web-api';
import type { Dispatcher } from 'undici';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import { settlesWithin } from '#lib/settles-within.ts';

export interface SocketModeOptions {
  readonly appToken: string;
  readonly clientOptions: WebClientOptions;
  /** Through which the socket is opened. */
  readonly dispatcher?: Dispatcher;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface SocketMode extends Receiver {
  /** Resolves when all connections are closed, or Slack takes too long over it. */
  stop(): Promise<void>;
}

/** How long Slack may take to close a socket. */
const GOODBYE_MS = 5_000;
/** What was on its way when the new connection was ready has come by then; shorter than the client waits to reconnect. */
const LINGER_MS = 3_000;
/** Slack renews a connection every few hours. Source: docs.slack.dev/apis/events-api/using-socket-mode. */
const PLANNED: readonly unknown[] = ['warning', 'refresh_requested'];

/**
 * Socket Mode without a gap: the client of @slack/socket-mode 3.1 lets go of a connection that Slack is about to renew, and
 * is back after 5 s, in which commands fail. Here the old one stays until the new one is ready.
 */
export function createSocketMode({
  appToken,
  clientOptions,
  dispatcher,
  clock,
  logger,
}: SocketModeOptions): SocketMode {
  const open = new Set<RenewedClient>();
  let app: App | undefined;
  let isStopped = false;

  function connect(): Promise<unknown> {
    const client = new RenewedClient(
      { appToken, clientOptions: { ...clientOptions }, logger, ...(dispatcher && { dispatcher }) },
      renew,
    );
    client.on('slack_event', (delivery: Delivery) => void take(delivery));
    open.add(client);
    return client.start();
  }

  async function renew(old: RenewedClient): Promise<void> {
    try {
      await connect();
      await clock.sleep(LINGER_MS);
      await leave(old);
    } catch (error) {
      logger.warn(`a connection could not be renewed: ${describeError(error)}`);
    }
    if (isStopped) await leaveAll();
  }

  async function leave(client: RenewedClient): Promise<void> {
    open.delete(client);
    await settlesWithin(clock, GOODBYE_MS, client.disconnect());
  }

  const leaveAll = async () => void (await Promise.all([...open].map(leave)));

  async function take({ body, ack, retry_num: retryNum, retry_reason: retryReason }: Delivery): Promise<void> {
    const event: ReceiverEvent = {
      body,
      ack: once(ack),
      ...(retryNum !== undefined && { retryNum }),
      ...(retryReason !== undefined && { retryReason }),
    };
    try {
      await app?.processEvent(event);
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(describeError(error));
      if (await defaultProcessEventErrorHandler({ error: failure, logger, event })) await event.ack();
    }
  }

  return {
    init(bolt) {
      app = bolt;
    },
    start: connect,
    async stop() {
      isStopped = true;
      await leaveAll();
    },
  };
}

/** What the client emits for each envelope. */
interface Delivery {
  ack(answer?: unknown): Promise<void>;
  readonly body: ReceiverEvent['body'];
  readonly retry_num?: number;
  readonly retry_reason?: string;
}

/** A client that does not leave when Slack says that it is about to renew the connection: whoever made it is told. */
class RenewedClient extends SocketModeClient {
  readonly #renew: (self: RenewedClient) => Promise<void>;
  #isRenewed = false;

  constructor(
    options: ConstructorParameters<typeof SocketModeClient>[0],
    renew: (self: RenewedClient) => Promise<void>,
  ) {
    super(options);
    this.#renew = renew;
  }

  protected override async onWebSocketMessage(data: string | ArrayBuffer, isBinary: boolean): Promise<void> {
    if (isBinary || !isPlannedGoodbye(data)) return super.onWebSocketMessage(data, isBinary);
    if (this.#isRenewed) return;
    this.#isRenewed = true;
    await this.#renew(this);
  }
}

function isPlannedGoodbye(data: string | ArrayBuffer): boolean {
  try {
    const { type, reason } = JSON.parse(typeof data === 'string' ? data : new TextDecoder().decode(data));
    return type === 'disconnect' && PLANNED.includes(reason);
  } catch {
    return false;
  }
}

/** Slack takes one acknowledgement of an envelope. */
function once(ack: Delivery['ack']): ReceiverEvent['ack'] {
  let isDone = false;
  return async (answer) => {
    if (isDone) return;
    isDone = true;
    await ack(answer);
  };
}
