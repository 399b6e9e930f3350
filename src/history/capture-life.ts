/** What tells the lives of one job id apart: ids come back when the backend is deployed anew. */
export interface Life {
  /** The uid of the first pod that was seen; empty while none was. */
  readonly id: string;
  /** Uids of its pods and of the Kubernetes Jobs that made them. */
  readonly uids: readonly string[];
  /** When its first pod was made, ms since the epoch on the cluster's clock. */
  readonly born?: number;
}

/** A life with the time in which it was seen, ms since the epoch on the bot's clock. */
export interface SeenLife {
  readonly life: Life;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
}

/** Both pods of a job are made within a second; a job of the same name cannot be made before the first is deleted, after 38 s at least. */
const BORN_TOGETHER_MS = 30_000;
/** A job of which no pod was seen is the one that was captured shortly before. */
const SEEN_TOGETHER_MS = 10 * 60_000;
const MOST_UIDS = 50;

/** Whether `mine` is the life that is known, a later one of the same id, or an earlier one. */
export function comparedTo(known: SeenLife, mine: SeenLife): 'same' | 'later' | 'earlier' {
  if (mine.life.uids.some((uid) => known.life.uids.includes(uid))) return 'same';
  const { born } = known.life;
  if (born === undefined || mine.life.born === undefined) {
    if (known.lastSeenAt >= mine.firstSeenAt - SEEN_TOGETHER_MS) return 'same';
    return mine.firstSeenAt > known.lastSeenAt ? 'later' : 'earlier';
  }
  if (Math.abs(born - mine.life.born) <= BORN_TOGETHER_MS) return 'same';
  return mine.life.born > born ? 'later' : 'earlier';
}

/** What two who saw the same life know of it together. */
export function joined(known: Life, other: Life): Life {
  const born = [known.born, other.born].filter((stamp) => stamp !== undefined);
  return {
    id: known.id || other.id,
    uids: [...new Set([...known.uids, ...other.uids])].slice(0, MOST_UIDS),
    ...(born.length > 0 && { born: Math.min(...born) }),
  };
}
