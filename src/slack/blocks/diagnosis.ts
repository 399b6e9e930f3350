import type { KnownBlock } from '@slack/types';
import type { Verdict } from '#investigation/diagnosis.ts';
import type { Proof, Report } from '#investigation/report.ts';
import { clean } from '#lib/clean.ts';
import { alternativePoints } from './alternatives.ts';
import { inert, oneLine } from './escape.ts';
import type { Reply } from './reply.ts';
import { bold, bullets, paragraph, plain, preformatted, rich } from './rich.ts';

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
export function diagnosisReply(report: Report): Reply {
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
