import { joinWords } from '#lib/join-words.ts';
import { keyOf, type PartsSeen, partsSeen } from '../diagnosis/environment-parts.ts';
import type { Evidence, LastWorked } from '../evidence.ts';
import type { Verdict } from '../finding.ts';
import { type EnvironmentPart, type PartKind, partKinds } from '../observation.ts';
import { rightsFor } from '../rules/access.ts';
import { clusterClock } from '../timeline/clocks.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { changeWords } from './change-words.ts';
import type { ChangeRow, Changes } from './report.ts';
import { type SayTime, sayTimes } from './say-time.ts';

/** Changed from one healthy run to the next so many times in a row, it does so by itself. */
const RESTLESS = 3;
const MOST_NAMED = 3;

/**
 * What the environment is made of now and was not when it last worked: the newest first. None of it is a cause by itself.
 * Undefined for a healthy run, and where nothing can be compared.
 */
export function findChanges(timeline: Timeline, verdict: Verdict): Changes | undefined {
  const { evidence } = timeline;
  const before = evidence.background?.lastWorked;
  const now = partsSeen(evidence);
  if (verdict === 'healthy' || !before || !now) return undefined;
  const compared = partKinds.filter((what) => before.complete.includes(what) && now.complete.includes(what));
  if (compared.length === 0) return undefined;
  const { zero } = evidence.subject;
  const failure = before.firstFailureAt ?? (verdict === 'broken' ? zero : undefined);
  const say = sayTimes(before.at, zero);
  const changed = newestFirst(
    differing(before, now, compared).map((each) => placed(each, before.at, now.at, evidence)),
  );
  const early = changed.filter(({ from }) => failure === undefined || from <= failure);
  const named = early.slice(0, MOST_NAMED);
  return {
    lastWorked: say(before.at),
    sentence: sentence(named, { early: early.length, all: changed.length, failure, say }),
    rows: changed.map((each) => rowOf(each, say, named.includes(each))),
    compared,
    notCompared: notCompared(compared, now),
  };
}

type Change = ChangeRow['change'];

interface Differing {
  readonly change: Change;
  readonly was?: EnvironmentPart;
  readonly is?: EnvironmentPart;
  readonly part: EnvironmentPart;
}

interface Changed extends Differing {
  /** When it was changed, on the bot's clock: exactly where both are equal. */
  readonly from: number;
  readonly to: number;
}

function differing(before: LastWorked, now: PartsSeen, compared: readonly PartKind[]): readonly Differing[] {
  const of = <P extends EnvironmentPart>(parts: readonly P[]) =>
    new Map(parts.filter(({ what }) => compared.includes(what)).map((part) => [keyOf(part), part]));
  const [then, today] = [of(before.parts), of(now.parts)];
  const isAndWas = [...today.values()].flatMap((part): Differing[] => {
    const was = then.get(keyOf(part));
    if (!was) return [{ change: 'new', is: part, part }];
    const isRestless = (was.changes ?? 0) >= RESTLESS;
    return was.version === part.version || isRestless ? [] : [{ change: 'changed', was, is: part, part }];
  });
  const gone = [...then.values()].filter((part) => !today.has(keyOf(part)));
  return [...isAndWas, ...gone.map((was): Differing => ({ change: 'gone', was, part: was }))];
}

/** A stamp from before it last worked is of something else: what the version does not tell. */
function placed(each: Differing, from: number, to: number, evidence: Evidence): Changed {
  const stamp = each.is?.changedStamp;
  if (stamp === undefined) return { ...each, from, to };
  const read = clusterClock(evidence)(stamp, 0);
  // The earliest that it can have been: what may have been before a failure is not said to have come later.
  const at = read ? evidence.subject.zero + read.earliest : stamp;
  return at < from ? { ...each, from, to } : { ...each, from: at, to: at };
}

function newestFirst(changed: readonly Changed[]): readonly Changed[] {
  const rank = ({ part }: Changed) => partKinds.indexOf(part.what);
  return changed.toSorted((a, b) => b.from - a.from || rank(a) - rank(b));
}

interface Said {
  /** How many changed before the first failure, and how many at all. */
  readonly early: number;
  readonly all: number;
  readonly failure: number | undefined;
  readonly say: SayTime;
}

/** What was changed before the first failure, or that nothing was. */
function sentence(named: readonly Changed[], { early, all, failure, say }: Said): string {
  if (early > 0) {
    const more = early > named.length ? [`${early - named.length} more`] : [];
    const failed = failure === undefined ? '' : `, first failure ${say(failure)}`;
    return `${joinWords([...named.map((each) => changeWords(headOf(each, say))), ...more])}${failed}`;
  }
  if (all === 0 || failure === undefined) return 'Nothing that was compared has changed';
  return `Nothing that was compared changed before the first failure ${say(failure)}, only later`;
}

function when({ from, to }: Changed, say: SayTime): string {
  return from === to ? `at ${say(from)}` : `between ${say(from)} and ${say(to)}`;
}

function nameOf({ what, name }: EnvironmentPart): string {
  return `${what} ${name}`;
}

/** Numbers of which nobody can read anything but that they differ. */
const OPAQUE: readonly PartKind[] = ['ConfigMap', 'Secret', 'route'];

function headOf(each: Changed, say: SayTime): ChangeRow {
  return { part: nameOf(each.part), change: each.change, when: when(each, say) };
}

function rowOf(each: Changed, say: SayTime, isNamed: boolean): ChangeRow {
  const { was, is, part } = each;
  const versions = OPAQUE.includes(part.what) ? [] : [was?.version, is?.version].filter((it) => it !== undefined);
  return {
    ...headOf(each, say),
    ...(versions.length > 0 && { versions: versions.join(' → ') }),
    ...(isNamed && versions.length === 0 && { said: true }),
  };
}

function notCompared(compared: readonly PartKind[], now: PartsSeen): Changes['notCompared'] {
  const others = partKinds.filter((what) => !compared.includes(what));
  return [...Map.groupBy(others, (what) => reasonOf(what, now))].map(([reason, kinds]) => ({
    kinds,
    why: reason === 'refused' ? rightsFor(kinds) : reason,
  }));
}

function reasonOf(what: PartKind, now: PartsSeen): 'refused' | 'not seen when it last worked' | 'not seen now' {
  if (now.complete.includes(what)) return 'not seen when it last worked';
  return now.notSeen.some((unseen) => unseen.what === what && unseen.reason === 'refused') ? 'refused' : 'not seen now';
}
