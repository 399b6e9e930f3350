import { ChannelError, ConnectionError } from './amqp-error.ts';
import type { Binding, ExchangeDeclaration } from './methods.ts';

const TYPES = ['direct', 'fanout', 'topic', 'headers'] as const;
type ExchangeType = (typeof TYPES)[number];

interface Exchange {
  readonly name: string;
  readonly type: ExchangeType;
  readonly durable: boolean;
}

/** The exchanges of one vhost and what is bound to them. Headers exchanges are declared and listed, and route nothing. */
export interface Exchanges {
  readonly count: number;
  declare(declaration: ExchangeDeclaration): void;
  delete(name: string): void;
  bind(binding: Binding): void;
  unbind(binding: Binding): void;
  /** A queue's bindings go with it. */
  unbindQueue(queue: string): void;
  /** The names of the queues that a message reaches, each once. Throws 404 without the exchange. */
  route(exchange: string, routingKey: string): readonly string[];
}

export function createExchanges(vhost: string): Exchanges {
  const exchanges = new Map<string, Exchange>(predeclared().map((exchange) => [exchange.name, exchange]));
  let bindings: Binding[] = [];

  return {
    get count() {
      return exchanges.size;
    },
    declare: (declaration) => {
      refuseDefault(declaration.exchange);
      const existing = exchanges.get(declaration.exchange);
      if (existing) return declaration.passive ? undefined : requireSame(existing, declaration);
      if (declaration.passive) throw missing(declaration.exchange);
      const type = TYPES.find((known) => known === declaration.type);
      if (!type) throw new ConnectionError(503, `unknown exchange type '${declaration.type}'`);
      exchanges.set(declaration.exchange, { name: declaration.exchange, type, durable: declaration.durable });
    },
    delete: (name) => {
      refuseDefault(name);
      exchanges.delete(name);
      bindings = bindings.filter((binding) => binding.exchange !== name);
    },
    bind: (binding) => {
      refuseDefault(binding.exchange);
      find(binding.exchange);
      if (!bindings.some((other) => isSame(other, binding))) bindings.push(binding);
    },
    unbind: (binding) => {
      refuseDefault(binding.exchange);
      bindings = bindings.filter((other) => !isSame(other, binding));
    },
    unbindQueue: (queue) => {
      bindings = bindings.filter((binding) => binding.queue !== queue);
    },
    route: (name, routingKey) => {
      if (name === '') return [routingKey];
      const { type } = find(name);
      const reached = bindings.filter((binding) => binding.exchange === name && matches(type, binding, routingKey));
      return [...new Set(reached.map((binding) => binding.queue))];
    },
  };

  function find(name: string): Exchange {
    const exchange = exchanges.get(name);
    if (!exchange) throw missing(name);
    return exchange;
  }

  function missing(name: string): ChannelError {
    return new ChannelError(404, `no exchange '${name}' in vhost '${vhost}'`);
  }

  function requireSame(existing: Exchange, { exchange, type, durable }: ExchangeDeclaration): void {
    const differs = (argument: string, received: unknown, current: unknown) =>
      new ChannelError(
        406,
        `inequivalent arg '${argument}' for exchange '${exchange}' in vhost '${vhost}': received '${received}' but current is '${current}'`,
      );
    if (existing.type !== type) throw differs('type', type, existing.type);
    if (existing.durable !== durable) throw differs('durable', durable, existing.durable);
  }
}

/** What every vhost of RabbitMQ starts with. */
function predeclared(): Exchange[] {
  const named = [
    ...TYPES.map((type) => ({ name: `amq.${type}`, type })),
    { name: 'amq.match', type: 'headers' as const },
  ];
  return [{ name: '', type: 'direct' as const }, ...named].map((exchange) => ({ ...exchange, durable: true }));
}

function refuseDefault(name: string): void {
  if (name === '') throw new ChannelError(403, 'operation not permitted on the default exchange');
}

function isSame(one: Binding, other: Binding): boolean {
  return one.queue === other.queue && one.exchange === other.exchange && one.routingKey === other.routingKey;
}

function matches(type: ExchangeType, binding: Binding, routingKey: string): boolean {
  switch (type) {
    case 'direct':
      return binding.routingKey === routingKey;
    case 'fanout':
      return true;
    case 'topic':
      return matchesTopic(binding.routingKey.split('.'), routingKey.split('.'));
    case 'headers':
      return false;
  }
}

/** `*` stands for one word, `#` for any number of them. */
function matchesTopic([pattern, ...patterns]: readonly string[], words: readonly string[]): boolean {
  if (pattern === undefined) return words.length === 0;
  if (pattern === '#')
    return matchesTopic(patterns, words) || (words.length > 0 && matchesTopic([pattern, ...patterns], words.slice(1)));
  const [word, ...rest] = words;
  return word !== undefined && (pattern === '*' || pattern === word) && matchesTopic(patterns, rest);
}
