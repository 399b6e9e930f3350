/** Foreseen, and someone can act: `message` says what was being done, to what, and what came back; `advice` says what to do. */
export class ExplainedError extends Error {
  readonly advice: string;

  constructor(message: string, advice: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ExplainedError';
    this.advice = advice;
  }
}

/** The foreseen error that this one is, or was caused by. */
export function explainedIn(error: unknown): ExplainedError | undefined {
  if (error instanceof ExplainedError) return error;
  return error instanceof Error ? explainedIn(error.cause) : undefined;
}

/** Numbers, and a file of OpenSSL's own source, around its words. */
const OPENSSL = /^(?:\w+ EPROTO )?[0-9A-F]+:error:[0-9A-F]+:SSL routines:[^:]*:([^:]*):.*$/s;

/** The one line of an unknown thrown value, with its causes: "connect failed: ECONNREFUSED 127.0.0.1:5672". */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError && error.errors.length > 0) return describeError(error.errors[0]);
  const own = error.message.replace(OPENSSL, 'no TLS there: $1') || ('code' in error ? String(error.code) : error.name);
  if (error.cause === undefined) return own;
  const cause = describeError(error.cause);
  return own.includes(cause) ? own : `${own}: ${cause}`;
}
