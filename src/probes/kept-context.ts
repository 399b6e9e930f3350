import type https from 'node:https';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';

/** What a context is made of. */
const PARTS = ['ca', 'cert', 'key', 'pfx', 'passphrase'] as const;

interface Kept {
  readonly of: Pick<SecureContextOptions, (typeof PARTS)[number]>;
  readonly context: SecureContext;
}

/** Gives the context of a connection's certificates: the one that was made last where they are the same. */
export type ContextOf = (options: SecureContextOptions) => SecureContext;

export function keepContext(): ContextOf {
  let kept: Kept | undefined;
  return (options) => {
    if (!kept || PARTS.some((part) => !isSame(kept?.of[part], options[part])))
      kept = { of: options, context: createSecureContext(options) };
    return kept.context;
  };
}

/** Whether `a` and `b` are the same text or bytes; lists are only themselves. */
function isSame(a: unknown, b: unknown): boolean {
  return a === b || (Buffer.isBuffer(a) && Buffer.isBuffer(b) && a.equals(b));
}

/** An agent that makes no context of its own for each connection, as Node's does. */
export function useContext(agent: https.Agent, contextOf: ContextOf): void {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) =>
    connect({ ...options, secureContext: contextOf(options as SecureContextOptions) } as typeof options, callback);
}
