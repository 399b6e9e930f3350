import { type Version, versionWords } from '#lib/version.ts';
import { slackTime } from '../blocks/when.ts';
import type { Command } from './command.ts';

export interface VersionTools {
  readonly running: { readonly version: Version; readonly node: string; readonly startedAt: number };
  /** Undefined where it does not tell. */
  redisVersion(): Promise<string | undefined>;
}

/** What runs, for whoever tells of a mistake in it. */
export function versionCommand({ running, redisVersion }: VersionTools): Command {
  return {
    name: 'version',
    usage: '/focus version',
    summary: 'Shows which version of the bot and of its rules runs, and on what.',
    async run({ respond }) {
      const { version, node, startedAt } = running;
      const redis = await redisVersion().catch(() => undefined);
      const on = [`Node ${node}`, redis === undefined ? 'a Redis that does not tell its version' : `Redis ${redis}`];
      await respond({
        text: `Focus bot ${versionWords(version)} on ${on.join(' and ')}, since ${slackTime(startedAt)}.`,
      });
    },
  };
}
