import { textOf } from './arguments.ts';
import { areTooLong, findBlockProblems } from './blocks.ts';
import type { Arguments } from './method.ts';
import { Refusal, refusalBecause } from './refusal.ts';

/** Slack cuts the text of a message here. */
const TEXT = 40_000;

export interface Content {
  readonly text: string;
  readonly blocks: readonly unknown[];
}

/** The text and blocks of a message, judged as Slack judges them. */
export function readContent(args: Arguments): Content {
  const blocks = readBlocks(args.blocks);
  const text = textOf(args, 'text');
  if (text === undefined && blocks.length === 0) throw new Refusal('no_text');
  return { text: (text ?? '').slice(0, TEXT), blocks };
}

function readBlocks(blocks: unknown): readonly unknown[] {
  if (blocks === undefined || blocks === null || blocks === '') return [];
  if (!Array.isArray(blocks)) throw new Refusal('invalid_blocks_format');
  const problems = findBlockProblems(blocks);
  if (problems.length === 0) return blocks;
  throw refusalBecause(areTooLong(blocks) ? 'msg_blocks_too_long' : 'invalid_blocks', problems);
}

/** Message metadata: `{ event_type, event_payload }`. */
export function readMetadata(metadata: unknown): { metadata?: unknown } {
  if (metadata === undefined || metadata === null || metadata === '') return {};
  const valid = typeof metadata === 'object' && 'event_type' in metadata && 'event_payload' in metadata;
  if (!valid) throw new Refusal('invalid_metadata_format');
  return { metadata };
}
