import type { KnownBlock } from '@slack/types';
import type { Verdict } from '#investigation/diagnosis.ts';
import type { Proof, Report } from '#investigation/report.ts';
import { clean } from '#lib/clean.ts';
import { inert, oneLine } from './escape.ts';
import type { Reply } from './reply.ts';
import { bold, bullets, paragraph, plain, rich } from './rich.ts';

/** A heading with a sentence or points. `room` is how many characters its points may take in the message. */
interface Part {
  readonly heading: string;
  readonly sentence?: string;
  readonly points: readonly string[];
  readonly room: number;
}

const LONGEST_POINT = 400;
const LONGEST_SENTENCE = 1000;

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
  const { cause, alsoFound, symptoms, notSeen, undecided, nextStep } = report;
  const remedy = cause === undefined || cause.remedy === nextStep ? '' : cause.remedy;
  const parts: Part[] = [
    { heading: 'Why', sentence: sentenceOf(report), points: [], room: 0 },
    { heading: 'What speaks for it', points: (cause?.because ?? []).map(proof), room: 1800 },
    { heading: 'What speaks against it', points: (cause?.against ?? []).map(proof), room: 1000 },
    { heading: 'How to mend it', sentence: remedy, points: [], room: 0 },
    { heading: 'Explained by it', points: symptoms.map(symptom), room: 1000 },
    { heading: 'Also found', points: alsoFound.map(further), room: 1300 },
    { heading: 'Not seen', points: notSeen.map(({ what, why }) => `${what}: ${why}`), room: 1300 },
    { heading: 'Still open', points: undecided, room: 1000 },
  ];
  return parts.filter(({ sentence = '', points }) => sentence !== '' || points.length > 0);
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
  for (const point of part.points) {
    const line = oneLine(point, LONGEST_POINT);
    used += line.length;
    if (used > part.room || points.length === 30) break;
    points.push(line);
  }
  const shortened = points.filter((line, index) => line !== oneLine(part.points[index] ?? '', Number.MAX_SAFE_INTEGER));
  return { part: { ...part, points }, left: part.points.length - points.length + shortened.length };
}

function block({ heading, sentence, points }: Part): KnownBlock {
  const said = sentence === undefined ? [] : [plain(oneLine(sentence, LONGEST_SENTENCE))];
  const title = paragraph(bold(sentence === undefined ? heading : `${heading}: `), ...said);
  if (points.length === 0) return rich(title);
  return rich(title, bullets(points.map((point) => paragraph(plain(point)))));
}

function wholeText(parts: readonly Part[]): string {
  const text = parts.map(({ heading, sentence, points }) =>
    [heading, ...(sentence === undefined ? [] : [sentence]), ...points.map((point) => `- ${point}`)].join('\n'),
  );
  return `${clean(text.join('\n\n'))}\n`;
}
