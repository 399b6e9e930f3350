import type { KnownBlock } from '@slack/types';
import type { Incident, Member } from '#checks/book.ts';
import { oneLine } from './escape.ts';
import { noticedBy } from './incident-lines.ts';
import { section } from './incident-markup.ts';
import { type CheckOf, runsWords } from './incident-words.ts';
import { bold, bullets, paragraph, plain, rich } from './rich.ts';

const MOST_MEMBERS = 10;

/** The checks that notice an incident: a line each while their causes differ, else their names alone. */
export function noticedByBlocks(incident: Incident, checkOf: CheckOf): KnownBlock[] {
  const { members, state, kind } = incident;
  if (members.length < 2) return [];
  const open = members.filter(({ recoveredAt }) => recoveredAt === undefined);
  const isOne = new Set(members.map(({ cause }) => cause)).size === 1;
  if (state === 'resolved' || (isOne && open.length === members.length)) return [section(noticedBy(incident))];
  // What fails still comes before what does not.
  const sorted = [...open, ...members.filter(({ recoveredAt }) => recoveredAt !== undefined)];
  const lines = sorted.slice(0, MOST_MEMBERS).map((member) => paragraph(plain(memberLine(member, kind, checkOf))));
  const left = sorted.length - lines.length;
  const more = left > 0 ? [paragraph(plain(`and ${left} more`))] : [];
  return [rich(paragraph(bold(`Noticed by ${members.length} checks`)), bullets([...lines, ...more]))];
}

function memberLine({ check, headline, runs, recoveredAt }: Member, kind: Incident['kind'], checkOf: CheckOf): string {
  const good = kind === 'failure' ? 'good again' : 'seen again';
  const over = checkOf(check) ? good : 'no longer watched';
  const words = recoveredAt === undefined ? oneLine(headline, 250) : over;
  return `${oneLine(check, 60)}: ${words} (${runsWords(kind, runs)})`;
}
