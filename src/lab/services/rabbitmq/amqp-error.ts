/** What closes one channel, in RabbitMQ's words: `NOT_FOUND - no queue 'x' in vhost '/'`. */
export class ChannelError extends Error {
  readonly code: number;

  constructor(code: number, text: string) {
    super(`${NAMES[code] ?? 'ERROR'} - ${text}`);
    this.name = 'ChannelError';
    this.code = code;
  }
}

/** What closes the whole connection. */
export class ConnectionError extends Error {
  readonly code: number;

  constructor(code: number, text: string) {
    super(`${NAMES[code] ?? 'ERROR'} - ${text}`);
    this.name = 'ConnectionError';
    this.code = code;
  }
}

/** Constants of AMQP 0-9-1 as RabbitMQ spells them. */
const NAMES: Readonly<Record<number, string>> = {
  320: 'CONNECTION_FORCED',
  403: 'ACCESS_REFUSED',
  404: 'NOT_FOUND',
  405: 'RESOURCE_LOCKED',
  406: 'PRECONDITION_FAILED',
  501: 'FRAME_ERROR',
  503: 'COMMAND_INVALID',
  504: 'CHANNEL_ERROR',
  530: 'NOT_ALLOWED',
  540: 'NOT_IMPLEMENTED',
};
