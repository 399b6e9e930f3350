import { AsyncLocalStorage } from 'node:async_hooks';

/** What was asked of one part, and how much came back. */
export interface Spent {
  readonly part: string;
  readonly requests: number;
  /** Of bodies, as they came. */
  readonly bytes: number;
}

const meter = new AsyncLocalStorage<Map<string, Spent>>();

/** Counts what is asked for on behalf of whoever is metered now; of nobody it counts nothing. */
export function spend(part: string, { requests = 0, bytes = 0 }: Partial<Spent>): void {
  const spent = meter.getStore();
  if (!spent) return;
  const before = spent.get(part) ?? { part, requests: 0, bytes: 0 };
  spent.set(part, { part, requests: before.requests + requests, bytes: before.bytes + bytes });
}

/** `act` with a bill of all that it asked for, also while it goes on. */
export function metered<T>(act: (bill: () => readonly Spent[]) => T): T {
  const spent = new Map<string, Spent>();
  return meter.run(spent, () => act(() => [...spent.values()]));
}
