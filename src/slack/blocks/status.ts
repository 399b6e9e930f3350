import type { KnownBlock } from '@slack/types';
import { ageWords } from '#lib/duration.ts';
import type { PartRow, StatusReport } from '#lookups/status/report.ts';
import type { Content } from '../message/content.ts';
import { oneLine } from './escape.ts';
import { fitCopied } from './fit.ts';
import { answer, askedBy, inPlace, ofLookup, seenAt } from './frame.ts';
import { bold, bullets, emoji, paragraph, plain, rich } from './rich.ts';

// There are seven parts; a report of more is cut, so that the text of all blocks stays under 10,000 characters.
const MOST_PARTS = 14;
const LONGEST_VALUE = 320;
const MOST_REMEDIES = 7;
const LONGEST_REMEDY = 250;

/** Names of emoji; a word stands beside each but that of what is well. */
const MARKS: Readonly<Record<PartRow['state'], string>> = {
  unwell: 'red_circle',
  'not-seen': 'white_circle',
  strained: 'large_yellow_circle',
  well: 'large_green_circle',
};
const WORDS: Readonly<Record<PartRow['state'], string>> = {
  unwell: ', unwell',
  'not-seen': ', not seen',
  strained: ', strained',
  well: '',
};

/** Whether an environment could take a job, in one message: the answer, each part with value and age, what to do. */
export function statusMessage(report: StatusReport): Content {
  const { text, block } = answer(markOf(report), report.headline);
  return {
    text,
    blocks: [block, ...listOf(report), ...remediesOf(report), ...commandsOf(report), contextOf(report)],
  };
}

function markOf({ live, historic, parts }: StatusReport): string {
  if (live === 'not-ready' || historic === 'not-ready') return 'red_circle';
  if (live === 'unclear' || historic === 'unclear') return 'white_circle';
  return parts.some(({ state }) => state === 'unwell' || state === 'strained')
    ? 'large_yellow_circle'
    : 'large_green_circle';
}

/** A line each, which wraps on a phone: a table would hide what decides. */
function listOf({ parts, at }: StatusReport): readonly KnownBlock[] {
  if (parts.length === 0) return [];
  const lines = parts.slice(0, MOST_PARTS).map((part) => {
    const age = oneLine(ageOf(part, at), 30);
    return paragraph(
      emoji(MARKS[part.state]),
      bold(` ${oneLine(part.label, 40)}`),
      plain(`${WORDS[part.state]}: ${oneLine(part.value, LONGEST_VALUE)}${age === '' ? '' : ` · ${age}`}`),
    );
  });
  return [rich(...lines)];
}

/** `2 s ago`, as of the moment when the report was written. */
function ageOf({ at: seenAt }: PartRow, at: number): string {
  const ageMs = at - seenAt;
  return Number.isFinite(ageMs) ? `${ageWords(Math.max(0, ageMs))} ago` : '';
}

/** What to do, the worst first; one remedy of several parts once. */
function remediesOf({ parts }: StatusReport): readonly KnownBlock[] {
  const troubled = parts.filter(({ state, remedy }) => state !== 'well' && remedy !== undefined);
  const byRemedy = Map.groupBy(troubled, ({ remedy }) => remedy ?? '');
  const points = [...byRemedy].slice(0, MOST_REMEDIES).map(([remedy, [first]]) => {
    const label = plain(`${oneLine(first?.label ?? '', 40)}: ${oneLine(remedy, LONGEST_REMEDY)}`);
    return paragraph(label);
  });
  return points.length === 0 ? [] : [rich(paragraph(bold('What to do')), bullets(points))];
}

/** Of the worst part that has some. */
function commandsOf({ parts }: StatusReport): readonly KnownBlock[] {
  const [commands = []] = parts.flatMap((part) => (part.commands ? [part.commands] : []));
  return fitCopied('To paste', commands.length === 0 ? [] : [commands.join('\n')]).blocks;
}

function contextOf({ requestedBy, environment, at, lookup }: StatusReport): KnownBlock {
  return askedBy(requestedBy, inPlace(environment), seenAt(at), ofLookup(lookup));
}
