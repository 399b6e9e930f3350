import type { MessageProperties } from './methods.ts';

export interface Message {
  readonly exchange: string;
  readonly routingKey: string;
  readonly properties: MessageProperties;
  readonly content: Buffer;
  readonly redelivered: boolean;
}

/** Who takes messages from a queue. */
export interface Consumer {
  readonly tag: string;
  readonly exclusive: boolean;
  readonly noAck: boolean;
  /** 0 means without limit. */
  readonly prefetch: number;
  readonly channel: { readonly connection: string; readonly number: number; readonly peerPort: number };
  /** False while it holds as many unacknowledged messages as it may. */
  canTake(): boolean;
  deliver(message: Message): void;
  /** The queue is gone. */
  cancelled(): void;
}

export interface QueueSettings {
  readonly name: string;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** The connection that alone may use it. */
  readonly exclusiveTo?: string;
}

/** One queue: ready messages in order, and consumers served in turn. */
export class Queue {
  readonly settings: QueueSettings;
  unacknowledged = 0;
  #ready: Message[] = [];
  #consumers: Consumer[] = [];

  constructor(settings: QueueSettings) {
    this.settings = settings;
  }

  get name(): string {
    return this.settings.name;
  }

  /** Messages ready for delivery, without those delivered and not yet acknowledged. */
  get ready(): number {
    return this.#ready.length;
  }

  get consumers(): readonly Consumer[] {
    return this.#consumers;
  }

  enqueue(message: Message): void {
    this.#ready.push(message);
    this.dispatch();
  }

  /** Back to the front, in the order in which they were delivered. */
  requeue(messages: readonly Message[]): void {
    this.#ready.unshift(...messages.map((message) => ({ ...message, redelivered: true })));
    this.dispatch();
  }

  take(): Message | undefined {
    return this.#ready.shift();
  }

  purge(): number {
    return this.#ready.splice(0).length;
  }

  attach(consumer: Consumer): void {
    this.#consumers.push(consumer);
  }

  detach(consumer: Consumer): void {
    this.#consumers = this.#consumers.filter((other) => other !== consumer);
  }

  cancelAll(): void {
    for (const consumer of this.#consumers.splice(0)) consumer.cancelled();
  }

  /** Hands ready messages to the consumers in turn while one of them can take more. */
  dispatch(): void {
    for (;;) {
      const next = this.#consumers.find((consumer) => consumer.canTake());
      const message = next && this.#ready.shift();
      if (!next || !message) return;
      this.#consumers = [...this.#consumers.filter((other) => other !== next), next];
      next.deliver(message);
    }
  }
}
