import { medianWords, p95Words } from '#investigation/past/lifetimes.ts';
import type { Group, GroupedBy, Groups } from '#investigation/past/trend/groups.ts';
import { many, spanOf } from '#investigation/past/trend/trend-words.ts';
import { cleanLine } from '#lib/clean.ts';

/** The runs of an environment by node or build, in words: plain text, already redacted. */
export interface GroupsReport extends Groups {
  /** Id of the look-up. */
  readonly lookup: string;
  /** Slack user id. */
  readonly requestedBy: string;
  readonly headline: string;
  readonly facts: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const NAMES: Readonly<Record<GroupedBy, readonly [one: string, head: string]>> = {
  node: ['node', 'Node'],
  build: ['build', 'Build'],
};
const MOST_ROWS = 20;

export function writeGroups(found: Groups, { lookup, requestedBy }: Pick<GroupsReport, 'lookup' | 'requestedBy'>) {
  const [one, head] = NAMES[found.by];
  const shown = found.groups.slice(0, MOST_ROWS);
  const report: GroupsReport = {
    ...found,
    lookup,
    requestedBy,
    headline: headlineOf(found, one, head),
    facts: factsOf(found, one, found.groups.length - shown.length),
    columns: [head, 'Runs', 'Got a consumer', 'Median', 'p95'],
    rows: shown.map(rowOf),
  };
  return report;
}

function rowOf({ name, runs, came, of, total }: Group): readonly string[] {
  const share = of === 0 ? '–' : `${came} of ${of} (${Math.round((came / of) * 100)} %)`;
  const times = total ? [medianWords(total), p95Words(total)] : ['–', '–'];
  return [cleanLine(name), many(runs, 'run'), share, ...times];
}

function headlineOf({ environment, check, runs, groups, standsOut, from, to }: Groups, one: string, head: string) {
  const where = `in ${cleanLine(environment)}${check === undefined ? '' : ` (check ${cleanLine(check)})`}`;
  const span = spanOf(to - from);
  const [first] = groups;
  if (runs === 0) return `No run ${where} in ${span}, so there is nothing to compare`;
  if (!first)
    return `In none of ${many(runs, 'run')} ${where} in ${span} the job’s pod was seen, so its ${one} is not known`;
  if (groups.length === 1)
    return `All runs ${where} in ${span} whose pod was seen had one ${one}, ${cleanLine(first.name)}: nothing to compare`;
  if (!standsOut) return `No ${one} stands out ${where} in ${span}: ${many(runs, 'run')}, ${many(groups.length, one)}`;
  const { group, others } = standsOut;
  const failed = `${group.of - group.came} of ${many(group.of, 'run')} got no consumer`;
  return `${head} ${cleanLine(group.name)} stands out ${where}: ${failed}, with the other ${one}s ${others.of - others.came} of ${others.of}`;
}

function factsOf({ standsOut, groups, unseen }: Groups, one: string, left: number): readonly string[] {
  return [
    ...(standsOut ? [`By chance alone less likely than 1 in 100, whichever ${one} it were (Fisher’s exact test)`] : []),
    ...(standsOut || groups.length < 2
      ? []
      : [`One would whose failures are chance in less than 1 of 100 cases (Fisher’s exact test)`]),
    ...(unseen === 0
      ? []
      : [`The job’s pod was not seen in ${many(unseen, 'run')}, which ${unseen === 1 ? 'is' : 'are'} in no line`]),
    ...(left === 0 ? [] : [`${many(left, `more ${one}`)} with fewer runs`]),
  ];
}
