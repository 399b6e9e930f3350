import type { KnownBlock } from '@slack/types';
import type { SignalRow } from '#investigation/diagnosis/signals.ts';
import type { Verdict } from '#investigation/finding.ts';
import { healthyRuns } from '#investigation/report/differential.ts';
import type { Alternative, Proof, Report } from '#investigation/report/report.ts';
import { clean } from '#lib/clean.ts';
import { joinFirst } from '#lib/join-words.ts';
import type { Reply } from '../message/content.ts';
import { changesBlock } from './changes.ts';
import { inert, oneLine } from './escape.ts';
import { logLinesReply } from './logs-lines.ts';
import { bold, bullets, labelled, paragraph, plain, preformatted, rich, WORDS } from './rich.ts';
import { milestoneTable, phaseTable, table } from './tables.ts';

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

/** Why the answer is what it is: for and against, what follows from it, what could not be seen, what stays open. */
function diagnosisReply(report: Report): Reply {
  const parts = partsOf(report);
  const fitted = parts.map(shorten);
  const left = fitted.reduce((sum, part) => sum + part.left, 0);
  const note = left === 0 ? [] : [rich(paragraph(plain(`${left} more or longer in the attached file.`)))];
  const blocks = [...fitted.map(({ part }) => block(part)), ...note];
  const content = { text: `Why: ${inert(sentenceOf(report), 1000)}`, blocks };
  if (left === 0) return { content };
  return { content, file: { filename: 'diagnosis.txt', title: 'The whole diagnosis', content: wholeText(parts) } };
}

function partsOf(report: Report): Part[] {
  const { cause, alsoFound, symptoms, notSeen, undecided, nextStep, alternatives, decidingLook } = report;
  const remedy = cause === undefined || cause.remedy === nextStep ? '' : cause.remedy;
  const others = cause === undefined ? 'Could be' : 'Could also be';
  const parts: Part[] = [
    sentence('Why', 700, sentenceOf(report)),
    sentence('How sure', 200, cause?.sureness),
    { heading: 'What speaks for it', points: (cause?.because ?? []).map(proof), room: 1400 },
    { heading: 'What speaks against it', points: (cause?.against ?? []).map(proof), room: 700 },
    sentence('What would show it wrong', 400, cause?.refuter),
    sentence('How to mend it', 500, remedy),
    { heading: 'Commands', points: commandsOf(report), room: 1000, isCode: true },
    { heading: 'Explained by it', points: symptoms.map(symptom), room: 700 },
    { heading: 'Also found', points: alsoFound.map(further), room: 900 },
    { heading: others, points: alternativePoints(alternatives), room: 900 },
    sentence('What would decide it', 400, decidingLook?.why),
    { heading: 'Not seen', points: notSeen.map(({ what, why }) => `${what}: ${why}`), room: 900 },
    { heading: 'Still open', points: undecided, room: 700 },
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

function wholeText(parts: readonly Part[]): string {
  const text = parts.map(({ heading, sentence, points }) =>
    [heading, ...(sentence === undefined ? [] : [sentence]), ...points.map((point) => `- ${point}`)].join('\n'),
  );
  return `${clean(text.join('\n\n'))}\n`;
}

const MOST = 5;
const LONGEST = 160;

/** What it could be where no cause is named, in a line: what fits in words, what was not excluded by name. */
export function couldBe({ cause, alternatives = [] }: Pick<Report, 'cause' | 'alternatives'>): KnownBlock[] {
  const shown = alternatives.slice(0, MOST);
  if (cause !== undefined || shown.length === 0) return [];
  const possible = shown
    .filter(({ standing }) => standing === 'possible')
    .map(({ summary }) => oneLine(summary, LONGEST));
  const open = shown.filter(({ standing }) => standing === 'not-excluded').map(({ id }) => oneLine(id, 60));
  const unasked = open.length === 0 ? [] : [`not excluded: ${open.join(', ')}`];
  return [labelled('Could be', [...possible, ...unasked].join('; '))];
}

/** A point for each, with whether it fits or could not be asked. */
function alternativePoints(alternatives: readonly Alternative[] = []): readonly string[] {
  return alternatives.map(({ id, summary, standing }) =>
    standing === 'possible' ? `It fits (${id}): ${summary}` : `Not excluded (${id}): ${summary}`,
  );
}

const MOST_NAMED = 8;
const LONGEST_NAMED = 80;

/** What has changed since it last worked, and what differs from the last healthy runs. Undefined where there is nothing to tell. */
function comparisonReply(report: Report): Reply | undefined {
  const unusual = differentialReply(report);
  if (!report.changes) return unusual;
  const changes = changesBlock(report.changes);
  if (!unusual) return { content: { text: inert(report.changes.sentence, LONGEST_POINT), blocks: [changes] } };
  const { text, blocks = [] } = unusual.content;
  return { ...unusual, content: { text, blocks: [changes, ...blocks] } };
}

function differentialReply({ differential, verdict, alternatives }: Report): Reply | undefined {
  const isOfToday = alternatives !== undefined;
  if (!differential) return isOfToday && verdict !== 'healthy' ? words(NOTHING_TO_COMPARE) : undefined;
  const { runs, unusual, same } = differential;
  const before = healthyRuns(runs);
  if (unusual.length === 0)
    return verdict === 'healthy' ? undefined : words(`Nothing is unusual against ${before}`, notSuspicious(same));
  return table({
    title: `Unusual against ${before}`,
    ...(same.length > 0 && { note: notSuspicious(same) }),
    file: 'unusual.txt',
    columns: [WORDS, WORDS, WORDS],
    head: ['Signal', 'Now', 'Usually'],
    rows: unusual.map(({ label, now, usually }) => [label, now, usually]),
  });
}

const NOTHING_TO_COMPARE = 'No healthy run to compare with';

/** A signal that healthy runs have too is no cause, however odd it looks. */
function notSuspicious(same: readonly SignalRow[]): string {
  if (same.length === 0) return '';
  const named = same.map(({ label, now }) => oneLine(`${label} ${now}`, LONGEST_NAMED));
  return `Not suspicious, the same on healthy runs: ${joinFirst(named, MOST_NAMED)}`;
}

function words(title: string, note = ''): Reply {
  const more = note === '' ? [] : [paragraph(plain(note))];
  return { content: { text: title, blocks: [rich(paragraph(bold(title)), ...more)] } };
}

/**
 * What the thread of a report says, in order, at most five messages: when, how long, why, what has changed and is unusual, and the log lines.
 * Each is within Slack's limits for any report.
 */
export function threadReplies(report: Report): Reply[] {
  const logLines = logLinesReply(report);
  const comparison = comparisonReply(report);
  return [
    ...(report.milestones.length === 0 ? [] : [milestoneTable(report)]),
    ...(report.phases.length === 0 ? [] : [phaseTable(report)]),
    diagnosisReply(report),
    ...(comparison === undefined ? [] : [comparison]),
    ...(logLines === undefined ? [] : [logLines]),
  ];
}
