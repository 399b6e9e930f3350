import { randomUUID } from 'node:crypto';
import type { Clock } from '#lib/clock.ts';
import { Refusal } from './refusal.ts';

/** A trigger_id opens one view, within 3 s. Source: docs.slack.dev/interactivity/handling-user-interaction. */
const VALID_MS = 3_000;

/** Who did something, and where; in the App Home and in forms there is no channel. */
export interface Actor {
  readonly user: string;
  readonly channel?: string | undefined;
}

export interface Triggers {
  issue(actor: Actor): string;
  /** Uses it up; who it was issued for. */
  exchange(id: string): Actor;
}

export function createTriggers(clock: Clock): Triggers {
  const issued = new Map<string, { readonly actor: Actor; readonly at: number; used: boolean }>();
  return {
    issue(actor) {
      const id = randomUUID();
      issued.set(id, { actor, at: clock.now(), used: false });
      return id;
    },
    exchange(id) {
      const trigger = issued.get(id);
      if (!trigger) throw new Refusal('invalid_trigger_id');
      if (trigger.used) throw new Refusal('exchanged_trigger_id');
      // People and networks do not run on the lab's faster clock.
      if (clock.real(clock.now() - trigger.at) > VALID_MS) throw new Refusal('expired_trigger_id');
      trigger.used = true;
      return trigger.actor;
    },
  };
}
