import type { Log } from '#lib/logger.ts';

/** Troubles that go on: the log hears once that one has begun, and once that it is over. */
export interface Troubles {
  tell(what: string, why: { readonly reason: string; readonly message: string }): void;
  mended(what: string): void;
}

export function createTroubles(log: Log): Troubles {
  const going = new Map<string, string>();
  return {
    tell: (what, { reason, message }) => {
      if (going.get(what) === reason) return;
      going.set(what, reason);
      log.warn({ what, reason, detail: message }, 'capturing has trouble');
    },
    mended: (what) => {
      if (going.delete(what)) log.info({ what }, 'capturing goes on');
    },
  };
}
