import { randomUUID } from 'node:crypto';
import type { Clock } from '#lib/clock.ts';
import { Refusal } from './refusal.ts';

/** A trigger_id opens one view, within 3 s. Source: docs.slack.dev/interactivity/handling-user-interaction. */
const VALID_MS = 3_000;

export interface Triggers {
  issue(): string;
  /** Uses it up. */
  exchange(id: string): void;
}

export function createTriggers(clock: Clock): Triggers {
  const issued = new Map<string, { readonly at: number; used: boolean }>();
  return {
    issue() {
      const id = randomUUID();
      issued.set(id, { at: clock.now(), used: false });
      return id;
    },
    exchange(id) {
      const trigger = issued.get(id);
      if (!trigger) throw new Refusal('invalid_trigger_id');
      if (trigger.used) throw new Refusal('exchanged_trigger_id');
      // People and networks do not run on the lab's faster clock.
      if (clock.real(clock.now() - trigger.at) > VALID_MS) throw new Refusal('expired_trigger_id');
      trigger.used = true;
    },
  };
}
