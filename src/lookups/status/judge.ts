import { type StatusPart, statusParts } from '#checks/check.ts';
import { diagnose } from '#investigation/diagnosis/diagnose.ts';
import { type Evidence, observed, wasSeen } from '#investigation/evidence.ts';
import type { Finding } from '#investigation/finding.ts';
import type { Gap } from '#investigation/observation.ts';
import { rules } from '#investigation/rules/index.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import { headlineOf, readinessOf } from './headline.ts';
import { bearable, type Part, parts } from './parts.ts';
import type { JudgedPart, PartRow, StatusReport } from './report.ts';

/** All the judging of `/focus status`, and no I/O: the same evidence always gives the same report. */
export function judgeStatus(evidence: Evidence): StatusReport {
  const { findings, rootOf } = judgeEnvironment(evidence);
  const judged = statusParts.map((part) => judgePart(part, evidence, findings, rootOf));
  const needed = (jobs: 'live' | 'historic') => judged.filter(({ row }) => parts[row.part].neededBy.includes(jobs));
  const [live, historic] = [readinessOf(needed('live')), readinessOf(needed('historic'))];
  const rows = toldOnce(worstFirst(judged).map(({ row }) => row));
  const nextStep = rows.find(({ remedy }) => remedy !== undefined)?.remedy;
  const { investigation: lookup, environment, requestedBy } = evidence.subject;
  return {
    lookup,
    environment,
    requestedBy,
    at: evidence.endedAt,
    headline: headlineOf(environment, live, historic, rows),
    live: live.readiness,
    historic: historic.readiness,
    parts: rows,
    ...(nextStep !== undefined && { nextStep }),
  };
}

/** What the rules say of an environment without a job, and which of it only follows from something else. */
function judgeEnvironment(evidence: Evidence) {
  const { cause, alsoFound, symptoms } = diagnose(buildTimeline(evidence), rules);
  const roots = [...(cause ? [cause] : []), ...alsoFound];
  const findings = [...roots, ...symptoms].filter(({ confidence }) => confidence !== 'possible');
  const rootOf = (finding: Finding) => roots.find(({ rule }) => rule.explains.includes(finding.rule.id)) ?? finding;
  return { findings, rootOf };
}

type RootOf = (finding: Finding) => Finding;

function judgePart(id: StatusPart, evidence: Evidence, findings: readonly Finding[], rootOf: RootOf): JudgedPart {
  const part = parts[id];
  const gap = gapOf(part, evidence);
  const isSeen =
    !gap && part.sees.every((kind) => observed(evidence, kind).some(({ fact }) => part.tells?.(fact) ?? true));
  const hits = findings.filter(
    (finding) => part.rules[finding.rule.id] !== undefined && (!isSeen || concerns(finding, part)),
  );
  // What only follows from the bot's own blindness is not the stack's.
  const blind = hits.map(rootOf).find(({ rule }) => rule.blames === 'path' && part.rules[rule.id] !== undefined);
  const hit = blind ?? hits[0];
  if (gap?.reason === 'not-configured') return notConfigured(id, part, evidence, gap);
  if (hit) return troubled(id, part, evidence, hit, rootOf(hit));
  if (!isSeen) return notSeen(id, part, evidence, gap);
  return { row: { ...named(id, part, evidence), state: 'well', value: part.value(evidence) }, allows: 'yes' };
}

/** It is this part's alone, or has its proof: of one that answers, another's trouble says nothing. */
function concerns({ rule, because, gaps = [] }: Finding, { sees }: Part): boolean {
  if (Object.values(parts).filter(({ rules: own }) => own[rule.id] !== undefined).length === 1) return true;
  const kinds = [...because.map(({ fact }) => fact.kind), ...gaps.flatMap((each) => each.kinds)];
  return kinds.some((kind) => sees.includes(kind));
}

/** The first of what it takes to see the part that was not seen to its end. */
function gapOf({ sees }: Part, evidence: Evidence): Gap | undefined {
  const kind = sees.find((each) => !wasSeen(evidence, each));
  return kind && evidence.gaps.find(({ kinds }) => kinds.includes(kind));
}

function named(part: StatusPart, { label, sees }: Part, evidence: Evidence) {
  const at = sees.flatMap((kind) => observed(evidence, kind).at(-1)?.at ?? [])[0] ?? evidence.endedAt;
  return { part, label, at };
}

function troubled(id: StatusPart, part: Part, evidence: Evidence, hit: Finding, root: Finding): JudgedPart {
  const state = part.rules[hit.rule.id] ?? 'unwell';
  const { summary: value, remedy, commands } = hit;
  const told = { value, remedy, ...(commands && { commands }) };
  const row = { ...named(id, part, evidence), state, cause: root.rule.id, ...told };
  // Also of a part that answers: what it did not tell may stand against it.
  if (state === 'not-seen' || hit.rule.blames === 'path') return { row, allows: 'unknown' };
  return { row, allows: state === 'strained' || bearable.includes(hit.rule.id) ? 'yes' : 'no' };
}

/** Nobody asked the bot to look there. */
function notConfigured(id: StatusPart, part: Part, evidence: Evidence, { kinds }: Gap): JudgedPart {
  const setting = kinds.includes('pod-state') ? 'kubernetes' : part.setting;
  const { environment } = evidence.subject;
  return {
    row: {
      ...named(id, part, evidence),
      state: 'not-seen',
      value: 'not configured',
      isNotConfigured: true,
      remedy: `Add ${setting} to ${environment} in focus.yml, as in focus.example.yml`,
    },
    allows: 'unknown',
  };
}

const LOOK_INTO =
  'Check the network from where the bot runs (VPN, tunnel, DNS), and the settings of this part in focus.yml';

/** It was looked at, and no rule says why nothing, or not all, came back. */
function notSeen(id: StatusPart, part: Part, evidence: Evidence, gap: Gap | undefined): JudgedPart {
  const silent = evidence.observations.find(({ fact }) => part.sees.includes(fact.kind));
  const said = silent && 'detail' in silent.fact ? silent.fact.detail : undefined;
  const value = gap?.detail ?? said ?? 'no answer came';
  return {
    row: { ...named(id, part, evidence), state: 'not-seen', value, remedy: gap?.mend ?? LOOK_INTO },
    allows: 'unknown',
  };
}

/** What several parts suffer from is said at the first of them. */
function toldOnce(rows: readonly PartRow[]): readonly PartRow[] {
  return rows.map((row, i) => {
    const first = rows
      .slice(0, i)
      .find(({ cause, value }) => cause !== undefined && cause === row.cause && value === row.value);
    if (!first) return row;
    const { commands: _told, ...rest } = row;
    return { ...rest, value: `as ${first.label}` };
  });
}

/** Equally bad ones in the order in which a job needs them. What nobody configured is no trouble. */
function worstFirst(all: readonly JudgedPart[]): readonly JudgedPart[] {
  return all.toSorted((a, b) => badness(b.row) - badness(a.row));
}

function badness({ state, isNotConfigured }: PartRow): number {
  switch (state) {
    case 'unwell':
      return 4;
    case 'not-seen':
      return isNotConfigured ? 1 : 3;
    case 'strained':
      return 2;
    case 'well':
      return 0;
  }
}
