const FINE_MS = 10 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/** An instant, ms since the epoch, as a time of day: `13:58 UTC`. */
export type SayTime = (at: number) => string;

/** For instants between these: with seconds where they are near each other, with the date where they are not of one day. */
export function sayTimes(from: number, to: number): SayTime {
  const isOneDay = Math.floor(from / DAY_MS) === Math.floor(to / DAY_MS);
  const isFine = to - from < FINE_MS;
  return (at) => {
    const date = new Date(at);
    if (Number.isNaN(date.getTime())) return 'an unknown time';
    const text = date.toISOString();
    return `${isOneDay ? '' : `${text.slice(0, 10)} `}${text.slice(11, isFine ? 19 : 16)} UTC`;
  };
}
