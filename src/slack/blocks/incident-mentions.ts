import type { Incident } from '#checks/book.ts';
import type { Mention } from '#checks/check.ts';
import { groupMention } from './incident-markup.ts';
import type { CheckOf } from './incident-words.ts';

const MOST_GROUPS = 5;

/** Mentions of the user groups that the incident's checks want to be told on such news. */
export function mentionsOn(when: Mention['when'][number], { members }: Incident, checkOf: CheckOf): string[] {
  return groupsOn(when, members, checkOf).slice(0, MOST_GROUPS).map(groupMention);
}

/** The group of a check that joined, unless the alert has told it already. */
export function mentionsOfJoined(joined: string, { members }: Incident, checkOf: CheckOf): string[] {
  const index = members.findIndex(({ check }) => check === joined);
  const earlier = index === -1 ? members : members.slice(0, index);
  const told = groupsOn('alert', earlier, checkOf);
  return groupsOn('alert', [{ check: joined }], checkOf)
    .filter((group) => !told.includes(group))
    .map(groupMention);
}

function groupsOn(
  when: Mention['when'][number],
  members: readonly { readonly check: string }[],
  checkOf: CheckOf,
): string[] {
  const mentions = members.flatMap(({ check }) => checkOf(check)?.mention ?? []);
  return [...new Set(mentions.filter((mention) => mention.when.includes(when)).map(({ group }) => group))];
}
