import { AmqpError } from './amqp-error.ts';
import type { Broker } from './broker.ts';
import type { ClientMethod, Codec } from './codec.ts';
import type { ServerMethods } from './methods.ts';

/** What a channel knows of its connection. */
export interface ChannelLink {
  send<N extends keyof ServerMethods>(name: N, fields: ServerMethods[N]): void;
  /** Client and broker agree that the channel is closed. */
  over(): void;
}

export interface Channel {
  /** Throws what closes the connection; what closes the channel goes no further. */
  receive(method: ClientMethod): void;
}

/** A channel to look at queues: all else that a client may ask for closes its connection as not implemented. */
export function openChannel(broker: Broker, codec: Codec, { send, over }: ChannelLink): Channel {
  let closing = false;
  send('ChannelOpenOk', { channelId: Buffer.alloc(0) });

  return {
    receive: (method) => {
      if (method.name === 'ChannelClose') send('ChannelCloseOk', {});
      if (method.name === 'ChannelClose' || method.name === 'ChannelCloseOk') over();
      else if (!closing) run(method);
    },
  };

  function run(method: ClientMethod): void {
    if (method.name !== 'QueueDeclare' || !method.fields.passive)
      throw new AmqpError('connection', 540, `the lab's broker is only looked at, and has no ${method.name}`);
    try {
      const { name, ready, consumers } = broker.queue(method.fields.queue);
      send('QueueDeclareOk', { queue: name, messageCount: ready, consumerCount: consumers });
    } catch (error) {
      if (!(error instanceof AmqpError) || error.closes !== 'channel') throw error;
      closing = true;
      send('ChannelClose', { replyCode: error.code, replyText: error.message, ...codec.numbersOf(method.name) });
    }
  }
}
