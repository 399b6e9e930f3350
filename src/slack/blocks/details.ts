import type { KnownBlock } from '@slack/types';
import type { Verdict } from '#investigation/finding.ts';
import { healthyRuns } from '#investigation/report/differential.ts';
import { usualWithRuns } from '#investigation/report/phases.ts';
import type { Alternative, MilestoneRow, PhaseRow, Proof, Report } from '#investigation/report/report.ts';
import { CERTIFICATE } from '#investigation/timeline/certificate.ts';
import { formatDuration } from '#lib/duration.ts';
import { changesBlock } from './changes.ts';
import { inert, oneLine } from './escape.ts';
import { bold, bullets, context, paragraph, plain, preformatted, rich } from './rich.ts';
import { slackTime } from './when.ts';

/** A heading with a sentence or points. `room` is how many characters either may take: together less than Slack's 10,000. */
interface Part {
  readonly heading: string;
  readonly sentence?: string;
  readonly points: readonly string[];
  readonly room: number;
  /** To be copied: as it is, and never cut. */
  readonly isCode?: true;
}

const LONGEST_POINT = 400;

/**
 * All that is known of a run, for a modal: for and against, what follows from it, what else it could be, when each thing
 * came, what could not be seen. Within Slack's limits for any report; what is cut is whole in the evidence.
 */
export function detailsBlocks(report: Report): KnownBlock[] {
  const fitted = partsOf(report).map(shorten);
  const left = fitted.reduce((sum, part) => sum + part.left, 0);
  const note = left === 0 ? [] : [rich(paragraph(plain(`${left} more or longer in the evidence.`)))];
  return [
    ...fitted.map(({ part }) => block(part)),
    ...(report.changes ? [changesBlock(report.changes)] : []),
    ...tables(report),
    ...note,
    context([
      `investigation ${inert(report.investigation, 80)}`,
      inert(report.request, 300),
      ...(slackTime(report.startedAt) === undefined ? [] : [`started ${slackTime(report.startedAt)}`]),
      `took ${formatDuration(report.tookMs)}`,
      ...(report.bill === undefined ? [] : [inert(report.bill, 300)]),
    ]),
  ];
}

const MOST_ROWS = 20;

/** A modal takes no tables: two columns of text, as wide as a phone; what needs more is a list, which wraps. */
function tables({ milestones, phases, whole, usualFrom, differential }: Report): KnownBlock[] {
  return [
    ...columns(
      'When things happened',
      milestones.map((row) => [row.label, whenOf(row)]),
    ),
    ...listed(`Where the time went${usualFrom === undefined ? '' : `; usual ${usualFrom}`}`, [
      ...phases.map((row) => `${row.label}: ${row.took}, usually ${usualWithRuns(row)} ${JUDGEMENTS[row.judgement]}`),
      ...(whole === undefined ? [] : [`Together: ${whole}`, CERTIFICATE]),
    ]),
    ...listed(
      differential ? `Unusual against ${healthyRuns(differential.runs)}` : '',
      (differential?.unusual ?? []).map(({ label, now, usually }) => `${label}: ${now}, usually ${usually}`),
    ),
  ];
}

function listed(title: string, lines: readonly string[]): KnownBlock[] {
  if (lines.length === 0) return [];
  const points = lines.slice(0, MOST_ROWS).map((line) => paragraph(plain(oneLine(line, LONGEST_LINE))));
  return [rich(paragraph(bold(oneLine(title, 200))), bullets(points))];
}

const LONGEST_LINE = 150;

function columns(title: string, rows: readonly (readonly string[])[]): KnownBlock[] {
  if (rows.length === 0) return [];
  const cells = rows.slice(0, MOST_ROWS).map((row) => row.map((text) => oneLine(text || '–', LONGEST_CELL)));
  const widths = (cells[0] ?? []).map((_, i) => Math.max(...cells.map((row) => (row[i] ?? '').length)));
  const lines = cells.map((row) =>
    row
      .map((text, i) => text.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [rich(paragraph(bold(oneLine(title, 200))), preformatted(lines.join('\n')))];
}

const LONGEST_CELL = 40;

const JUDGEMENTS: Readonly<Record<PhaseRow['judgement'], string>> = {
  usual: '✓',
  longer: '✓ longer, not slow',
  slow: '⚠ slow',
  unfinished: '✗ unfinished',
};

/** `> 30.0 s` alone would read as a time at which it happened. */
function whenOf({ state, when }: MilestoneRow): string {
  if (state === 'reached') return when;
  const word = state === 'not-reached' ? 'not reached' : 'not seen';
  return when === '' || when.includes(word) ? when || word : `${word}, ${when}`;
}

function partsOf(report: Report): Part[] {
  const { cause, alsoFound, symptoms, notSeen, undecided, alternatives, decidingLook } = report;
  const others = cause === undefined ? 'Could be' : 'Could also be';
  const same = report.differential?.same ?? [];
  const parts: Part[] = [
    sentence('Why', 700, sentenceOf(report)),
    sentence('How sure', 200, cause?.sureness),
    { heading: 'What speaks for it', points: (cause?.because ?? []).map(proof), room: 1400 },
    { heading: 'What speaks against it', points: (cause?.against ?? []).map(proof), room: 700 },
    sentence('What would show it wrong', 400, cause?.refuter),
    { heading: 'Commands', points: commandsOf(report), room: 1000, isCode: true },
    { heading: 'Explained by it', points: symptoms.map(symptom), room: 700 },
    { heading: 'Also found', points: alsoFound.map(further), room: 900 },
    { heading: others, points: alternativePoints(alternatives), room: 900 },
    sentence('What would decide it', 400, decidingLook?.why),
    { heading: 'Not seen', points: notSeen.map(({ what, why }) => `${what}: ${why}`), room: 900 },
    { heading: 'Still open', points: undecided, room: 700 },
    {
      heading: 'Not suspicious, the same on healthy runs',
      points: same.map(({ label, now }) => `${label} ${now}`),
      room: 400,
    },
  ];
  return parts.filter(({ sentence: said = '', points }) => said !== '' || points.length > 0);
}

function sentence(heading: string, room: number, said = ''): Part {
  return { heading, sentence: said, points: [], room };
}

/** Of the cause first: each once. */
function commandsOf({ cause, alsoFound }: Report): readonly string[] {
  return [...new Set([...(cause ? [cause] : []), ...alsoFound].flatMap(({ commands = [] }) => commands))];
}

const WITHOUT_CAUSE: Readonly<Record<Verdict, string>> = {
  healthy: 'Nothing wrong was found.',
  degraded: 'It was slow, but nothing that was seen says why.',
  broken: 'It did not work, but nothing that was seen says why.',
  inconclusive: 'What was seen is not enough to say.',
};

function sentenceOf({ cause, verdict }: Report): string {
  return cause?.summary || WITHOUT_CAUSE[verdict];
}

function proof({ at, text }: Proof): string {
  return `${at}  ${text}`;
}

function further({ summary, remedy }: Report['alsoFound'][number]): string {
  return remedy === '' ? summary : `${summary}. ${remedy}`;
}

function symptom({ summary, because }: Report['symptoms'][number]): string {
  const first = because[0];
  return first === undefined ? summary : `${summary} (${first.at})`;
}

/** As many points as there is room for, and how many were left out or shortened. */
function shorten(part: Part): { part: Part; left: number } {
  const points: string[] = [];
  let used = 0;
  let left = 0;
  for (const point of part.points) {
    const line = oneLine(point, LONGEST_POINT);
    const isCut = line !== oneLine(point, Number.MAX_SAFE_INTEGER);
    if (isCut) left += 1;
    // Half a command does something else.
    if (isCut && part.isCode) continue;
    used += line.length;
    if (used > part.room || points.length === 30) {
      left = part.points.length - points.length;
      break;
    }
    points.push(line);
  }
  return { part: { ...part, points }, left };
}

function block({ heading, sentence: said, points, room, isCode }: Part): KnownBlock {
  const words = said === undefined ? [] : [plain(oneLine(said, room))];
  const title = paragraph(bold(said === undefined ? heading : `${heading}: `), ...words);
  if (points.length === 0) return rich(title);
  if (isCode) return rich(title, preformatted(points.join('\n')));
  return rich(title, bullets(points.map((point) => paragraph(plain(point)))));
}

/** A point for each, with whether it fits or could not be asked. */
function alternativePoints(alternatives: readonly Alternative[]): readonly string[] {
  return alternatives.map(({ id, summary, standing }) =>
    standing === 'possible' ? `It fits (${id}): ${summary}` : `Not excluded (${id}): ${summary}`,
  );
}
