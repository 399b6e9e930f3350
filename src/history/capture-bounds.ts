import type { Gap } from '#investigation/observation.ts';
import type { CapturedFact, PieceNote } from './capture-entry.ts';
import type { Retention } from './retention.ts';

/** How many captures are kept of each environment, for how long, and how much of each. */
export interface CaptureRetention extends Retention {
  /** Bytes of text of one capture, and of what is stored of it; the least is 64 kB. */
  readonly bytes: number;
}

export const CAPTURE_RETENTION: CaptureRetention = { count: 200, ageMs: 30 * 24 * 60 * 60_000, bytes: 2 * 1024 * 1024 };

/** What is not a log line may have this part of a capture. */
const FACTS_SHARE = 1 / 8;
/** A capture is made of at least so many pieces, none larger than this. */
const LEAST_PIECES = 32;
const LARGEST_PIECE = 64 * 1024;
/** A line without a word costs too: its stamp, its pod, its container. */
const LEAST_WEIGHT = 100;

/** The bytes that the parts of a capture may have. */
export interface Room {
  readonly facts: number;
  readonly lines: number;
  readonly piece: number;
}

export function roomOf({ bytes }: CaptureRetention): Room {
  const facts = Math.floor(bytes * FACTS_SHARE);
  return { facts, lines: bytes - facts, piece: Math.min(LARGEST_PIECE, Math.floor(bytes / LEAST_PIECES)) };
}

/** What an observation or a gap costs of the room. */
export function weightOf(item: CapturedFact | Gap): number {
  if (!('fact' in item)) return Buffer.byteLength(item.detail) + LEAST_WEIGHT;
  const { fact } = item;
  const text = fact.kind === 'log-line' ? fact.text : JSON.stringify(fact);
  return Math.max(LEAST_WEIGHT, Buffer.byteLength(text));
}

export function totalOf(pieces: readonly PieceNote[]): number {
  return pieces.reduce((sum, { weight }) => sum + weight, 0);
}

/** Whether what begins now, after these lines, belongs to the beginning, which always stays. */
export function isHead(lines: readonly PieceNote[], room: Room): boolean {
  return lines.every(({ head }) => head) && totalOf(lines) + room.piece <= room.lines / 2;
}

/** The pieces that go when there are more than there is room for: those of the middle, the oldest first. */
export function tooMany(lines: readonly PieceNote[], room: Room): ReadonlySet<PieceNote> {
  const dropped = new Set<PieceNote>();
  let excess = totalOf(lines) - room.lines;
  for (const each of lines) {
    if (excess <= 0) break;
    if (each.head) continue;
    dropped.add(each);
    excess -= each.weight;
  }
  return dropped;
}

/** Items in groups of at most `most`; an item that is larger is a group of its own. */
export function grouped<T>(items: readonly T[], weigh: (item: T) => number, most: number): readonly (readonly T[])[] {
  const groups: T[][] = [];
  let weight = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const added = weigh(item);
    if (weight + added > most) {
      groups.push([]);
      weight = 0;
    }
    groups.at(-1)?.push(item);
    weight += added;
  }
  return groups;
}
