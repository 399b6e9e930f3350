import type { Broker } from './broker.ts';
import type { ChannelLink, Methods } from './channel.ts';
import type { ClientMethods, MessageProperties } from './methods.ts';

/** Messages on their way in: a method, a header with the size, then the body in pieces. */
export interface Publishing {
  readonly methods: Methods;
  header(size: number, properties: MessageProperties): void;
  body(content: Buffer): void;
}

interface Incoming {
  readonly fields: ClientMethods['BasicPublish'];
  size: number;
  properties: MessageProperties;
  readonly pieces: Buffer[];
}

export function createPublishing(broker: Broker, link: ChannelLink): Publishing {
  let incoming: Incoming | undefined;
  let confirming = false;
  let published = 0;

  return {
    methods: {
      BasicPublish: (fields) => {
        broker.exchanges.route(fields.exchange, fields.routingKey);
        incoming = { fields, size: 0, properties: {}, pieces: [] };
      },
      ConfirmSelect: ({ nowait }) => {
        confirming = true;
        if (!nowait) link.send('ConfirmSelectOk', {});
      },
    },
    header: (size, properties) => {
      if (!incoming) return;
      Object.assign(incoming, { size, properties });
      publishWhenComplete(incoming);
    },
    body: (content) => {
      if (!incoming) return;
      incoming.pieces.push(content);
      publishWhenComplete(incoming);
    },
  };

  function publishWhenComplete(message: Incoming): void {
    const content = Buffer.concat(message.pieces);
    if (content.length < message.size) return;
    incoming = undefined;
    const { exchange, routingKey, mandatory } = message.fields;
    const { properties } = message;
    const taken = broker.publish({ exchange, routingKey, properties, content, redelivered: false });
    if (!taken && mandatory) {
      link.sendContent(
        'BasicReturn',
        { replyCode: 312, replyText: 'NO_ROUTE', exchange, routingKey },
        properties,
        content,
      );
    }
    published += 1;
    if (confirming) link.send('BasicAck', { deliveryTag: published, multiple: false });
  }
}
