import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { People } from '#access/access.ts';
import type { Clock } from '#lib/clock.ts';
import { ExplainedError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { describeFailure } from '../message/failure.ts';
import { workspaceOf } from '../message/workspace.ts';

/** So long what Slack said is not asked again; past it, it still counts while Slack does not answer, for a day. */
const FRESH_MS = 5 * 60_000;
const STALE_MS = 24 * 60 * 60_000;
/** More people and groups than ask in a day. */
const MOST_KEPT = 2_000;

const person = z.object({
  team_id: z.string().exactOptional(),
  deleted: z.boolean().default(false),
  is_admin: z.boolean().default(false),
  is_owner: z.boolean().default(false),
  is_restricted: z.boolean().default(false),
  is_ultra_restricted: z.boolean().default(false),
  is_stranger: z.boolean().default(false),
});

interface Kept<T> {
  readonly at: number;
  readonly value: T;
}

export interface PeopleOptions {
  readonly client: WebClient;
  readonly clock: Clock;
  readonly log: Log;
}

/** What the workspace says of people, remembered. */
export function createPeople({ client, clock, log }: PeopleOptions): People {
  const kept = new Map<string, Kept<unknown>>();

  /** Fresh where it can be had, else as it was; rejects where neither is there. */
  async function known<T>(key: string, what: string, ask: () => Promise<T>): Promise<T> {
    const before = kept.get(key) as Kept<T> | undefined;
    const age = before === undefined ? Number.POSITIVE_INFINITY : clock.now() - before.at;
    if (before && age < FRESH_MS) return before.value;
    try {
      const value = await ask();
      kept.delete(key);
      kept.set(key, { at: clock.now(), value });
      const [oldest] = kept.keys();
      if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      return value;
    } catch (error) {
      log.warn({ failure: describeFailure(error) }, `Slack did not say ${what}`);
      if (before && age < STALE_MS) return before.value;
      throw new ExplainedError(
        `Slack did not say ${what}: ${describeFailure(error)}`,
        'Try again; if it stays so, the app lacks the scopes users:read and usergroups:read of manifest.yml',
        { cause: error },
      );
    }
  }

  return {
    standing: (user) =>
      known(user, 'who you are', async () => {
        const { user: said } = await client.users.info({ user });
        const { team_id, is_stranger, deleted, ...of } = person.parse(said);
        if (is_stranger || deleted || (team_id !== undefined && team_id !== (await workspaceOf(client)).team))
          return 'stranger';
        if (of.is_restricted || of.is_ultra_restricted) return 'guest';
        return of.is_admin || of.is_owner ? 'admin' : 'member';
      }),
    async isInGroup(user, group) {
      const members = await known(group, 'who is in a user group', async () => {
        const { users = [] } = await client.usergroups.users.list({ usergroup: group });
        return users;
      });
      return members.includes(user);
    },
  };
}
