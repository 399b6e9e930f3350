import { formatDuration } from '#lib/duration.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** An age for people, rounded down to what its stamps can tell: `0 s`, `45 s`, `2 h 5 min`, `14 d 3 h`. */
export function ageWords(ms: number): string {
  if (ms >= 2 * DAY) {
    const hours = Math.floor((ms % DAY) / HOUR);
    return `${Math.floor(ms / DAY)} d${hours === 0 ? '' : ` ${hours} h`}`;
  }
  const unit = ms >= HOUR ? 60_000 : 1_000;
  return ms < 1_000 ? '0 s' : formatDuration(Math.floor(ms / unit) * unit);
}
