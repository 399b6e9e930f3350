import type { RichTextSection } from '@slack/types';
import type { Line, State } from '#doctor/line.ts';
import { counted } from '#lib/counted.ts';
import type { Content } from '../message/content.ts';
import { oneLine } from './escape.ts';
import { firstOf, textLength } from './fit.ts';
import { answer, askedBy, inPlace, ofLookup, seenAt } from './frame.ts';
import { bold, emoji, paragraph, plain, rich } from './rich.ts';

/** What the bot is set up with, as it was found. Already redacted. */
export interface Examined {
  readonly lookup: string;
  readonly environment: string;
  readonly requestedBy: string;
  /** ms since the epoch */
  readonly at: number;
  readonly lines: readonly Line[];
}

const MARKS: Readonly<Record<State, string>> = {
  wrong: 'red_circle',
  unknown: 'white_circle',
  ok: 'large_green_circle',
};
const ORDER: readonly State[] = ['wrong', 'unknown', 'ok'];
const MOST_LINES = 40;
const LONGEST = 300;
const ROOM = 8_000;

/** All lines, the worst first. */
export function doctorMessage({ lookup, environment, requestedBy, at, lines }: Examined): Content {
  const sorted = ORDER.flatMap((state) => lines.filter((line) => line.state === state));
  const shown = firstOf(sorted.slice(0, MOST_LINES).map(row), ROOM, textLength);
  const left = sorted.length - shown.length;
  const { text, block } = answer(MARKS[sorted[0]?.state ?? 'unknown'], headlineOf(lines));
  return {
    text,
    blocks: [
      block,
      ...(shown.length === 0
        ? []
        : [rich(...shown, ...(left > 0 ? [paragraph(plain(`and ${left} more, none of them worse`))] : []))]),
      askedBy(requestedBy, inPlace(environment), seenAt(at), ofLookup(lookup)),
    ],
  };
}

function headlineOf(lines: readonly Line[]): string {
  const count = (wanted: State) => lines.filter(({ state }) => state === wanted).length;
  const [bad, blind] = [count('wrong'), count('unknown')];
  const unseen = blind === 0 ? '' : `; ${counted(blind, 'thing')} could not be seen`;
  if (bad > 0) return `${counted(bad, 'thing')} ${bad === 1 ? 'does' : 'do'} not work${unseen}`;
  return `All that was seen works${unseen}`;
}

function row({ state, environment, part, found, mend }: Line): RichTextSection {
  const where = environment === undefined ? part : `${environment} ${part}`;
  return paragraph(
    emoji(MARKS[state]),
    bold(` ${oneLine(where, 60)}`),
    plain(`: ${oneLine(found, LONGEST)}`),
    ...(mend === undefined ? [] : [bold(' → '), plain(oneLine(mend, LONGEST))]),
  );
}
