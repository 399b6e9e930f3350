import type { AuditLine } from '#access/door.ts';
import { inert, mention } from '../blocks/escape.ts';
import { slackTime } from '../blocks/when.ts';
import type { Command } from './command.ts';

const USUAL = 20;
const MOST = 100;

export interface AuditTools {
  /** The newest first; rejects where who asks may not see them. */
  lastAudit(count: number): Promise<readonly AuditLine[]>;
}

/** Who did what, for those who may see it, and only to them. */
export function auditCommand({ lastAudit }: AuditTools): Command {
  return {
    name: 'audit',
    usage: '/focus audit [count]',
    summary: 'Shows who did what with the bot, to administrators of the workspace or whom focus.yml names.',
    examples: ['/focus audit', '/focus audit 50'],
    details: [`\`count\`: how many of the last deeds, 1 to ${MOST}; ${USUAL} without it`],
    async run({ text, respond }) {
      const count = text === '' ? USUAL : Number(text);
      if (!Number.isInteger(count) || count < 1 || count > MOST)
        return respond({
          text: `Nothing was looked up: a count from 1 to ${MOST} is expected, came \`${inert(text, 40)}\`.`,
        });
      const lines = await lastAudit(count);
      await respond({ text: lines.length === 0 ? 'Nobody has done anything yet.' : lines.map(said).join('\n') });
    },
  };
}

function said({ at, user, channel, act, environment, on, outcome, why }: AuditLine): string {
  const where = [
    ...(environment === undefined ? [] : [`in ${inert(environment, 40)}`]),
    ...(channel ? [placeOf(channel)] : []),
  ];
  const end = outcome === 'done' ? '' : `: *${outcome}*${why === undefined ? '' : ` (${inert(why, 150)})`}`;
  return `${slackTime(at) ?? ''} ${mention(user)} ${act} ${inert(on, 80)} ${where.join(' ')}${end}`;
}

function placeOf(channel: string): string {
  return /^[CG][A-Z0-9]{1,30}$/.test(channel) ? `from <#${channel}>` : 'from a direct message';
}
