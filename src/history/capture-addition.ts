import { createHash } from 'node:crypto';
import type { Gap } from '#investigation/observation.ts';
import { grouped, isHead, type Room, tooMany, totalOf, weightOf } from './capture-bounds.ts';
import { type CapturedFact, type CaptureMeta, type PieceNote, packPiece } from './capture-entry.ts';
import { joined, type SeenLife } from './capture-life.ts';

/** What has become known of a job since the last addition. */
export interface Addition extends SeenLife {
  readonly end: 'living' | 'gone';
  /** Something about the job is not well; once said, it stays. */
  readonly failed: boolean;
  readonly observations: readonly CapturedFact[];
  readonly gaps: readonly Gap[];
  /** Lines that were let go before they could be added. */
  readonly droppedLines: number;
}

export type Known = Omit<CaptureMeta, 'version'>;

type Item = CapturedFact | Gap;

/** The newest pieces, which grow until they are full. */
export interface Growing {
  readonly lines: readonly Item[];
  readonly facts: readonly Item[];
}

/** A capture with an addition, and what has to be written for it. */
export interface Grown {
  readonly known: Known;
  readonly growing: Growing;
  readonly written: ReadonlyMap<string, Buffer>;
  readonly dropped: readonly string[];
}

export const NOTHING: Growing = { lines: [], facts: [] };

/** What is known of a life of which nothing is kept yet. */
export function unknown({ life, firstSeenAt, lastSeenAt }: SeenLife): Known {
  const pieces = { made: 0, lines: [], facts: [], full: false, told: [], kept: {} };
  return { life, firstSeenAt, lastSeenAt, end: 'living', droppedLines: 0, ...pieces };
}

/** The addition without what is kept already, as another process saw the same. */
export function unkept(addition: Addition, { told, kept }: Pick<Known, 'told' | 'kept'>): Addition {
  const known = new Set(told);
  return {
    ...addition,
    observations: addition.observations.filter((sight) => !isKept(sight, kept) && !known.has(digestOf(sight))),
    gaps: addition.gaps.filter((gap) => !known.has(digestOf(gap))),
  };
}

function isKept({ fact }: CapturedFact, kept: Known['kept']): boolean {
  return fact.kind === 'log-line' && isKeptLine(fact, kept);
}

/** Whether a container's log is kept up to this line. */
export function isKeptLine(
  { pod, container, stamp }: { readonly pod: string; readonly container: string; readonly stamp?: number },
  kept: Known['kept'],
): boolean {
  return stamp !== undefined && stamp <= (kept[`${pod}/${container}`] ?? Number.NEGATIVE_INFINITY);
}

export async function grow(known: Known, growing: Growing, addition: Addition, room: Room): Promise<Grown> {
  const fresh = addition.observations.filter(({ fact }) => fact.kind === 'log-line');
  const facts = fitting(known, addition, room);
  const lines = await fill({ pieces: known.lines, growing: growing.lines, made: known.made, room }, fresh, true);
  const others = await fill(
    { pieces: known.facts, growing: growing.facts, made: lines.made, room },
    facts.items,
    false,
  );
  const middle = tooMany(lines.pieces, room);
  return {
    known: {
      life: joined(known.life, addition.life),
      firstSeenAt: Math.min(known.firstSeenAt, addition.firstSeenAt),
      lastSeenAt: Math.max(known.lastSeenAt, addition.lastSeenAt),
      end: addition.end,
      droppedLines:
        known.droppedLines + addition.droppedLines + [...middle].reduce((sum, piece) => sum + piece.lines, 0),
      made: others.made,
      lines: lines.pieces.filter((piece) => !middle.has(piece)),
      facts: others.pieces,
      full: facts.full,
      told: [...known.told, ...facts.items.map(digestOf)],
      kept: keptWith(known.kept, fresh),
    },
    growing: { lines: lines.growing, facts: others.growing },
    written: new Map([...lines.written, ...others.written].filter(([field]) => !has(middle, field))),
    dropped: [...middle].map(({ field }) => field).filter((field) => has(known.lines, field)),
  };
}

function has(pieces: Iterable<PieceNote>, field: string): boolean {
  return [...pieces].some((piece) => piece.field === field);
}

/** As many of the facts and gaps as there is room for; when there is no more, a gap says so. */
function fitting(known: Known, { observations, gaps, lastSeenAt }: Addition, { facts: most }: Room) {
  const items: Item[] = [];
  let weight = totalOf(known.facts);
  let full = known.full;
  for (const item of [...observations.filter(({ fact }) => fact.kind !== 'log-line'), ...gaps]) {
    const added = weightOf(item);
    // Events may come without end: what became of the pods must have room beside them.
    if (weight + added <= (isEvent(item) ? most / 2 : most)) {
      items.push(item);
      weight += added;
      continue;
    }
    if (!full) items.push(noRoom(lastSeenAt));
    full = true;
  }
  return { items, full };
}

function isEvent(item: Item): boolean {
  return 'fact' in item && item.fact.kind === 'kubernetes-event';
}

function noRoom(at: number): Gap {
  const detail = 'more events and states of pods came than there is room for; not all are kept';
  return { at, probe: 'capture', kinds: ['pod-state', 'kubernetes-event'], reason: 'cut-short', detail };
}

interface Filling {
  readonly pieces: readonly PieceNote[];
  readonly growing: readonly Item[];
  readonly made: number;
  readonly room: Room;
}

async function fill({ pieces, growing, made, room }: Filling, items: readonly Item[], areLines: boolean) {
  const written = new Map<string, Buffer>();
  if (items.length === 0) return { pieces, growing, made, written };
  const last = growing.length > 0 ? pieces.at(-1) : undefined;
  const notes = last ? pieces.slice(0, -1) : [...pieces];
  const groups = grouped([...growing, ...items], weightOf, room.piece);
  let count = made;
  for (const [index, group] of groups.entries()) {
    const grown = index === 0 ? last : undefined;
    const field = grown?.field ?? `p${count++}`;
    const packed = await packPiece(contentOf(group));
    const weight = Math.max(packed.length, weightOfAll(group));
    const head = grown?.head ?? (areLines && isHead(notes, room));
    notes.push({ field, lines: areLines ? group.length : 0, weight, head });
    written.set(field, packed);
  }
  const newest = groups.at(-1) ?? [];
  return { pieces: notes, growing: weightOfAll(newest) < room.piece ? newest : [], made: count, written };
}

function contentOf(items: readonly Item[]) {
  return {
    observations: items.filter((item): item is CapturedFact => 'fact' in item),
    gaps: items.filter((item): item is Gap => !('fact' in item)),
  };
}

function weightOfAll(items: readonly Item[]): number {
  return items.reduce((sum, item) => sum + weightOf(item), 0);
}

function keptWith(kept: Known['kept'], lines: readonly CapturedFact[]): Known['kept'] {
  const now = { ...kept };
  for (const { fact } of lines) {
    if (fact.kind !== 'log-line' || fact.stamp === undefined) continue;
    const key = `${fact.pod}/${fact.container}`;
    now[key] = Math.max(now[key] ?? fact.stamp, fact.stamp);
  }
  return now;
}

/** Of what was seen, not of when. */
function digestOf(item: Item): string {
  const { at: _at, ...seen } = item;
  return createHash('sha256').update(JSON.stringify(seen)).digest('base64url').slice(0, 12);
}
