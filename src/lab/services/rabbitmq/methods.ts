/** The methods of AMQP 0-9-1 that the lab's broker takes, with the fields it reads; named as amqplib names them. */
export interface ClientMethods {
  ConnectionStartOk: { clientProperties: Record<string, unknown>; mechanism: string; response: Buffer };
  ConnectionTuneOk: { channelMax: number; frameMax: number; heartbeat: number };
  ConnectionOpen: { virtualHost: string };
  ConnectionClose: { replyCode: number; replyText: string };
  ConnectionCloseOk: object;
  ChannelOpen: object;
  ChannelClose: { replyCode: number; replyText: string };
  ChannelCloseOk: object;
  ChannelFlow: { active: boolean };
  QueueDeclare: QueueDeclaration;
  QueueDelete: { queue: string; ifUnused: boolean; ifEmpty: boolean; nowait: boolean };
  QueueBind: Binding & { nowait: boolean };
  QueueUnbind: Binding;
  QueuePurge: { queue: string; nowait: boolean };
  ExchangeDeclare: ExchangeDeclaration;
  ExchangeDelete: { exchange: string; ifUnused: boolean; nowait: boolean };
  BasicQos: { prefetchCount: number; global: boolean };
  BasicConsume: { queue: string; consumerTag: string; noAck: boolean; exclusive: boolean; nowait: boolean };
  BasicCancel: { consumerTag: string; nowait: boolean };
  BasicPublish: { exchange: string; routingKey: string; mandatory: boolean };
  BasicGet: { queue: string; noAck: boolean };
  BasicAck: { deliveryTag: number; multiple: boolean };
  BasicNack: { deliveryTag: number; multiple: boolean; requeue: boolean };
  BasicReject: { deliveryTag: number; requeue: boolean };
  BasicRecover: { requeue: boolean };
  ConfirmSelect: { nowait: boolean };
}

export interface QueueDeclaration {
  queue: string;
  passive: boolean;
  durable: boolean;
  exclusive: boolean;
  autoDelete: boolean;
  nowait: boolean;
  arguments: Record<string, unknown>;
}

export interface ExchangeDeclaration {
  exchange: string;
  type: string;
  passive: boolean;
  durable: boolean;
  autoDelete: boolean;
  internal: boolean;
  nowait: boolean;
}

export interface Binding {
  queue: string;
  exchange: string;
  routingKey: string;
}

/** The methods that the broker sends. */
export interface ServerMethods {
  ConnectionStart: {
    versionMajor: number;
    versionMinor: number;
    serverProperties: object;
    mechanisms: Buffer;
    locales: Buffer;
  };
  ConnectionTune: { channelMax: number; frameMax: number; heartbeat: number };
  ConnectionOpenOk: object;
  ConnectionClose: Closing;
  ConnectionCloseOk: object;
  ConnectionBlocked: { reason: string };
  ConnectionUnblocked: object;
  ChannelOpenOk: { channelId: Buffer };
  ChannelClose: Closing;
  ChannelCloseOk: object;
  ChannelFlowOk: { active: boolean };
  QueueDeclareOk: { queue: string; messageCount: number; consumerCount: number };
  QueueDeleteOk: { messageCount: number };
  QueueBindOk: object;
  QueueUnbindOk: object;
  QueuePurgeOk: { messageCount: number };
  ExchangeDeclareOk: object;
  ExchangeDeleteOk: object;
  BasicQosOk: object;
  BasicConsumeOk: { consumerTag: string };
  BasicCancel: { consumerTag: string; nowait: boolean };
  BasicCancelOk: { consumerTag: string };
  BasicDeliver: Delivery & { consumerTag: string };
  BasicReturn: { replyCode: number; replyText: string; exchange: string; routingKey: string };
  BasicGetOk: Delivery & { messageCount: number };
  BasicGetEmpty: object;
  BasicAck: { deliveryTag: number; multiple: boolean };
  BasicRecoverOk: object;
  ConfirmSelectOk: object;
}

interface Closing {
  replyCode: number;
  replyText: string;
  classId: number;
  methodId: number;
}

interface Delivery {
  deliveryTag: number;
  redelivered: boolean;
  exchange: string;
  routingKey: string;
}

/** Content type, headers, delivery mode and the like: passed on as they came. */
export type MessageProperties = Readonly<Record<string, unknown>>;
