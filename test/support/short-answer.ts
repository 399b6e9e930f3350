import { expect } from 'vitest';
import type { Report } from '#investigation/report/report.ts';
import { rules } from '#investigation/rules/index.ts';

/** What Slack's messages are made of. */
interface Blocks {
  readonly blocks?: readonly unknown[];
}

const MOST_CHARACTERS = 1_200;
const MOST_OF_WELL = 250;
const LONGEST_HEADLINE = 140;
/** A word or two may stand twice. */
const LONGEST_REPEATED = 25;

/** What names nothing to a person: the hash of a pod, an interval, a rule's id. */
const FORBIDDEN = new RegExp(
  `-[a-z0-9]{5,10}-[a-z0-9]{5}\\b|\\d–\\d|could not be asked|\\b(?:${rules.map(({ id }) => id).join('|')})\\b`,
);

/** The cause first, the act below it, one reply unless all is well; short, and no fact twice in root and reply together. */
export function expectShortAnswer(report: Report, [root, ...replies]: readonly Blocks[]): void {
  const isWell = report.standing === 'works';
  const said = wordsIn(root).split('\n');
  const whole = [root, ...replies].map(wordsIn).join('\n');
  expect(said.slice(0, 2).join('')).toContain(`${report.environment}: ${report.headline}`);
  if (report.cause) expect(report.headline).toBe(report.cause.headline);
  if (!isWell) expect(said.join('\n')).toContain(report.nextStep);
  expect(replies).toHaveLength(isWell ? 0 : 1);
  expect(whole.length).toBeLessThanOrEqual(isWell ? MOST_OF_WELL : MOST_CHARACTERS);
  expect(`${report.environment}: ${report.headline}`.length).toBeLessThanOrEqual(LONGEST_HEADLINE);
  expect(report.headline).not.toMatch(FORBIDDEN);
  expect(repeated(whole)).toEqual([]);
}

/** Sentences, and the parts between their colons and semicolons, that stand there twice. */
function repeated(text: string): readonly string[] {
  const parts = text
    .split(/[.;:]\s|\n| {2}| · /)
    .map((part) =>
      part
        .toLowerCase()
        .replace(/[^\p{L}\p{N} ]/gu, '')
        .trim(),
    )
    .filter((part) => part.length > LONGEST_REPEATED);
  return parts.filter((part, index) => parts.indexOf(part) !== index);
}

/** Every text that people read, at any depth, but for the buttons. */
function wordsIn(message: Blocks | undefined): string {
  return blockWords(message?.blocks).join('\n');
}

function blockWords(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(blockWords);
  if (typeof value !== 'object' || value === null) return [];
  const { text, type, ...rest } = value as { text?: unknown; type?: unknown };
  if (type === 'button') return [];
  return [...(typeof text === 'string' ? [text] : blockWords(text)), ...Object.values(rest).flatMap(blockWords)];
}
