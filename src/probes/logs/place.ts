import { parseStamp } from '../kubernetes/stamps.ts';

/** Where a log was read to, so that taking it up again neither loses nor repeats a line. */
export interface Place {
  /** The log is read (again) from now on: from which stamp, if any line has been read. */
  takeUp(): string | undefined;
  /** False for a line that was read before. */
  isNew(line: string): boolean;
}

/** The latest stamp, and how many lines have it. */
interface Mark {
  readonly text: string;
  readonly stamp: number;
  count: number;
}

export function createPlace(): Place {
  let latest: Mark | undefined;
  let before: Mark | undefined;
  let again = 0;
  return {
    takeUp: () => {
      before = latest && { ...latest };
      again = 0;
      return latest?.text;
    },
    isNew: (line) => {
      const text = line.slice(0, Math.max(0, line.indexOf(' ')));
      const stamp = parseStamp(text);
      // The kubelet's own words have no stamp.
      if (stamp === undefined) return true;
      if (before && stamp < before.stamp) return false;
      if (before && stamp === before.stamp) {
        again += 1;
        if (again <= before.count) return false;
      }
      if (!latest || stamp > latest.stamp) latest = { text, stamp, count: 1 };
      else if (stamp === latest.stamp) latest.count += 1;
      return true;
    },
  };
}
