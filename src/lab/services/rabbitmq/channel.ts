import { ChannelError, ConnectionError } from './amqp-error.ts';
import type { Broker } from './broker.ts';
import type { ClientMethod, Codec, Frame } from './codec.ts';
import { createDeliveries } from './deliveries.ts';
import type { ClientMethods, MessageProperties, ServerMethods } from './methods.ts';
import { createPublishing } from './publishing.ts';
import { topologyMethods } from './topology.ts';

/** What a channel knows of its connection. */
export interface ChannelLink {
  /** The connection's name. */
  readonly connection: string;
  readonly number: number;
  readonly peerPort: number;
  /** The client asked to be told when its consumer is cancelled by the broker. */
  readonly wantsCancels: boolean;
  send<N extends keyof ServerMethods>(name: N, fields: ServerMethods[N]): void;
  sendContent<N extends keyof ServerMethods>(
    name: N,
    fields: ServerMethods[N],
    properties: MessageProperties,
    content: Buffer,
  ): void;
}

export type Methods = { readonly [N in keyof ClientMethods]?: (fields: ClientMethods[N]) => void };

export interface Channel {
  /** Throws a ConnectionError; a ChannelError closes the channel and goes no further. */
  handle(frame: Exclude<Frame, { kind: 'heartbeat' }>): void;
  /** The client or its connection is gone. */
  release(): void;
}

/** `over` is called when client and broker agree that the channel is closed. */
export function openChannel(broker: Broker, codec: Codec, link: ChannelLink, over: () => void): Channel {
  const publishing = createPublishing(broker, link);
  const deliveries = createDeliveries(broker, link);
  const methods: Methods = {
    ...topologyMethods(broker, link),
    ...publishing.methods,
    ...deliveries.methods,
    ChannelFlow: ({ active }) => link.send('ChannelFlowOk', { active }),
  };
  let closing = false;
  link.send('ChannelOpenOk', { channelId: Buffer.alloc(0) });

  return {
    handle: (frame) => {
      if (frame.kind === 'method') receive(frame.method);
      else if (closing) return;
      else if (frame.kind === 'header') publishing.header(frame.size, frame.properties);
      else publishing.body(frame.content);
    },
    release: deliveries.release,
  };

  function receive(method: ClientMethod): void {
    if (method.name === 'ChannelClose') {
      deliveries.release();
      link.send('ChannelCloseOk', {});
      over();
    } else if (method.name === 'ChannelCloseOk') {
      over();
    } else if (!closing) {
      run(method);
    }
  }

  function run(method: ClientMethod): void {
    const act = methods[method.name] as ((fields: object) => void) | undefined;
    if (!act) throw new ConnectionError(540, `the lab's broker has no ${method.name}`);
    try {
      act(method.fields);
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
      closing = true;
      deliveries.release();
      link.send('ChannelClose', {
        replyCode: error.code,
        replyText: error.message,
        ...codec.numbersOf(method.name),
      });
    }
  }
}
