import type { WebClient } from '@slack/web-api';
import type { Redis } from 'ioredis';
import type { Log } from '#lib/logger.ts';
import type { NewerKind } from './content.ts';
import { describeFailure } from './failure.ts';
import { workspaceOf } from './workspace.ts';

/** Which of the newer blocks the bot's workspace takes, as far as it was tried. */
export interface NewerBlocks {
  /** False while a refusal is remembered. */
  mayTake(kind: NewerKind): Promise<boolean>;
  /** Remembers it. */
  refused(kind: NewerKind): Promise<void>;
}

export interface NewerBlocksOptions {
  readonly client: WebClient;
  readonly redis: Pick<Redis, 'get' | 'set'>;
  /** Of every key. */
  readonly prefix: string;
  readonly log: Log;
}

/** Workspaces learn: then it is tried again. */
const REMEMBERED_SECONDS = 7 * 24 * 3600;

export function createNewerBlocks({ client, redis, prefix, log }: NewerBlocksOptions): NewerBlocks {
  async function nameOf(kind: NewerKind): Promise<string> {
    return `${prefix}:refused-block:${(await workspaceOf(client)).team}:${kind}`;
  }

  return {
    async mayTake(kind) {
      try {
        return (await redis.get(await nameOf(kind))) === null;
      } catch (error) {
        log.warn({ kind, failure: describeFailure(error) }, 'whether Slack takes a newer block is not known');
        return false;
      }
    },
    async refused(kind) {
      await redis.set(await nameOf(kind), '1', 'EX', REMEMBERED_SECONDS);
    },
  };
}
