import type { z } from 'zod';
import { messageBlock } from './block-kit/message-block.ts';

/** Slack refuses a message of more than 50 blocks. */
const BLOCKS = 50;
/**
 * Undocumented: block text of one message together. 9,597 characters were accepted and 11,341 refused
 * (github.com/slackapi/bolt-js/issues/2867), so this lab refuses a little earlier than the smallest refusal seen.
 */
const TEXT_TOGETHER = 11_000;

/**
 * What Slack would find wrong with the blocks of a message, in the words of its `response_metadata.messages`:
 * `must be less than 3001 characters [json-pointer:/blocks/0/text/text]`. Empty when it would take them.
 */
export function findBlockProblems(blocks: unknown): string[] {
  if (!Array.isArray(blocks)) return ['must provide an array [json-pointer:/blocks]'];
  const problems = blocks.flatMap((block, index) => findProblems(block, `/blocks/${index}`));
  if (blocks.length > BLOCKS) problems.unshift(`no more than ${BLOCKS} items allowed [json-pointer:/blocks]`);
  return [...problems, ...findClashes(blocks), ...(areTooLong(blocks) ? [tooLong(blocks)] : [])];
}

/** More text than one message may carry in all its blocks: `msg_blocks_too_long`. */
export function areTooLong(blocks: unknown): boolean {
  return textLength(blocks) > TEXT_TOGETHER;
}

function tooLong(blocks: unknown): string {
  return `${textLength(blocks)} characters of text in all blocks, no more than ${TEXT_TOGETHER} allowed [json-pointer:/blocks]`;
}

function findProblems(block: unknown, at: string): string[] {
  const outcome = messageBlock.safeParse(block, { reportInput: true });
  return outcome.success ? [] : outcome.error.issues.map((issue) => describeIssue(issue, at));
}

/** A mistake of a shape at this place, in Slack's words. */
export function describeIssue(issue: z.core.$ZodIssue, at: string): string {
  return `${wordIssue(issue)} [json-pointer:${[at, ...issue.path.map(String)].join('/')}]`;
}

function wordIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_big' && issue.origin === 'string')
    return `must be less than ${Number(issue.maximum) + 1} characters`;
  if (issue.code === 'too_small' && issue.origin === 'string')
    return `must be more than ${Number(issue.minimum) - 1} characters`;
  if (issue.code === 'too_big') return `no more than ${issue.maximum} items allowed`;
  if (issue.code === 'too_small') return `no fewer than ${issue.minimum} items allowed`;
  if (issue.code === 'unrecognized_keys') return `invalid additional property: ${issue.keys.join(', ')}`;
  if (issue.code === 'invalid_union') return `unsupported type: ${typeOf(issue.input)}`;
  if (issue.code === 'invalid_type' && issue.input === undefined)
    return `missing required field: ${String(issue.path.at(-1))}`;
  if (issue.code === 'invalid_type') return `must provide ${issue.expected}`;
  if (issue.code === 'invalid_value' && issue.path.at(-1) === 'type') return `unsupported type: ${String(issue.input)}`;
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`;
  return issue.message;
}

function typeOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'type' in value ? String(value.type) : String(value);
}

/** What each block alone does not show: ids given twice, and a second table. */
export function findClashes(blocks: readonly unknown[], at = '/blocks'): string[] {
  const ids = blocks.flatMap((block) => valuesOf(block, 'block_id').slice(0, 1));
  const tables = blocks.filter((block) => typeOf(block) === 'table');
  return [
    ...repeated(ids).map((id) => `block_id already exists: ${id} [json-pointer:${at}]`),
    ...blocks.flatMap((block, index) =>
      repeated(valuesOf(block, 'action_id')).map(
        (id) => `action_id already exists: ${id} [json-pointer:${at}/${index}]`,
      ),
    ),
    ...(tables.length > 1 ? [`only_one_table_allowed [json-pointer:${at}]`] : []),
  ];
}

function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

/** Every string under this key, at any depth, outermost first. */
function valuesOf(value: unknown, key: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesOf(item, key));
  if (typeof value !== 'object' || value === null) return [];
  const own = Object.entries(value).filter(([name, inner]) => name === key && typeof inner === 'string');
  return [...own.map(([, inner]) => String(inner)), ...Object.values(value).flatMap((inner) => valuesOf(inner, key))];
}

function textLength(blocks: unknown): number {
  return valuesOf(blocks, 'text').reduce((sum, text) => sum + text.length, 0);
}
