/**
 * What goes wrong with a call: an error's name, an HTTP status, or a rate limit (seconds); or it is done and its answer
 * comes late, or gets lost with the connection.
 */
export type Fault =
  | string
  | { readonly status: number }
  | { readonly retryAfter: number }
  | { readonly delayMs: number }
  | { readonly lost: true };

export interface Faults {
  /** The next `times` calls of this method fail so. `response_url` and `upload` count as methods. */
  plan(method: string, fault: Fault, times: number): void;
  /** The fault of the call that comes now. */
  take(method: string): Fault | undefined;
}

export function createFaults(): Faults {
  const planned = new Map<string, Fault[]>();
  return {
    plan(method, fault, times) {
      planned.set(method, [...(planned.get(method) ?? []), ...Array.from({ length: times }, () => fault)]);
    },
    take: (method) => planned.get(method)?.shift(),
  };
}
