/**
 * What goes wrong with a call: an error's name, an HTTP status, or a rate limit (seconds); or it is done late (`beforeMs`, real
 * ones), or its answer comes late, or gets lost with the connection.
 */
export type Failure =
  | string
  | { readonly status: number }
  | { readonly retryAfter: number }
  | { readonly beforeMs: number }
  | { readonly delayMs: number }
  | { readonly lost: true };

export interface Failures {
  /** The next `times` calls of this method fail so. `response_url` and `upload` count as methods. */
  plan(method: string, failure: Failure, times: number): void;
  /** Every call fails so from now on, after those that are planned; none does with `undefined`. */
  planAll(method: string, failure: Failure | undefined): void;
  /** The failure of the call that comes now. */
  take(method: string): Failure | undefined;
}

export function createFailures(): Failures {
  const planned = new Map<string, Failure[]>();
  const lasting = new Map<string, Failure | undefined>();
  return {
    plan(method, failure, times) {
      planned.set(method, [...(planned.get(method) ?? []), ...Array.from({ length: times }, () => failure)]);
    },
    planAll: (method, failure) => void lasting.set(method, failure),
    take: (method) => planned.get(method)?.shift() ?? lasting.get(method),
  };
}
