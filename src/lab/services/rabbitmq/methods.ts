/** The methods of AMQP 0-9-1 that the lab's broker takes, with the fields it reads; named as amqplib names them. */
export interface ClientMethods {
  ConnectionStartOk: { response: Buffer };
  ConnectionTuneOk: object;
  ConnectionOpen: { virtualHost: string };
  ConnectionClose: object;
  ConnectionCloseOk: object;
  ChannelOpen: object;
  ChannelClose: object;
  ChannelCloseOk: object;
  QueueDeclare: { queue: string; passive: boolean };
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
  ChannelOpenOk: { channelId: Buffer };
  ChannelClose: Closing;
  ChannelCloseOk: object;
  QueueDeclareOk: { queue: string; messageCount: number; consumerCount: number };
}

interface Closing {
  replyCode: number;
  replyText: string;
  classId: number;
  methodId: number;
}
