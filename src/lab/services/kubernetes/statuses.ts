/** A refusal in the words of the real API server, thrown by whoever finds out and sent as the answer. */
export class StatusError extends Error {
  readonly code: number;
  readonly body: object;

  constructor(code: number, reason: string | undefined, message: string, details?: object) {
    super(message);
    this.name = 'StatusError';
    this.code = code;
    this.body = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      ...(reason === undefined ? {} : { reason }),
      ...(details === undefined ? {} : { details }),
      code,
    };
  }
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, 'BadRequest', message);
}

export function notFound(kind: string, name: string): StatusError {
  return new StatusError(404, 'NotFound', `${kind} "${name}" not found`, { name, kind });
}

export function noSuchPath(): StatusError {
  return new StatusError(404, 'NotFound', 'the server could not find the requested resource', {});
}

/** What the API server says of a log when the node's kubelet does not answer it. */
export function kubeletAway(pod: string): StatusError {
  const message = `Get "https://10.0.0.21:10250/containerLogs/panda/${pod}": dial tcp 10.0.0.21:10250: i/o timeout`;
  return new StatusError(500, undefined, message);
}

export function methodNotAllowed(): StatusError {
  return new StatusError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  );
}

/** Reason `Expired` since 1.16; older servers said `Gone`. */
export function expired(message: string): StatusError {
  return new StatusError(410, 'Expired', message);
}

export function tooLarge(wanted: string, current: number): StatusError {
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
  const message = `Timeout: Too large resource version: ${wanted}, current: ${current}`;
  return new StatusError(504, 'Timeout', message, { causes, retryAfterSeconds: 1 });
}
