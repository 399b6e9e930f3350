/** What closes a channel, or the whole connection, in RabbitMQ's words: `NOT_FOUND - no queue 'x' in vhost '/'`. */
export class AmqpError extends Error {
  readonly closes: 'channel' | 'connection';
  readonly code: number;

  constructor(closes: 'channel' | 'connection', code: keyof typeof NAMES, text: string) {
    super(`${NAMES[code]} - ${text}`);
    this.name = 'AmqpError';
    this.closes = closes;
    this.code = code;
  }
}

/** Constants of AMQP 0-9-1 as RabbitMQ spells them. */
const NAMES = {
  320: 'CONNECTION_FORCED',
  403: 'ACCESS_REFUSED',
  404: 'NOT_FOUND',
  405: 'RESOURCE_LOCKED',
  504: 'CHANNEL_ERROR',
  530: 'NOT_ALLOWED',
  540: 'NOT_IMPLEMENTED',
} as const;
