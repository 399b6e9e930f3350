const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The first letters of a unit decide, so `s`, `sec` and `seconds` are one. */
const UNITS: readonly { readonly spelled: RegExp; readonly ms: number }[] = [
  { spelled: /^(ms|msecs?|milliseconds?)$/, ms: 1 },
  { spelled: /^(s|secs?|seconds?)$/, ms: SECOND },
  { spelled: /^(m|mins?|minutes?)$/, ms: MINUTE },
  { spelled: /^(h|hours?)$/, ms: HOUR },
  { spelled: /^(d|days?)$/, ms: DAY },
];
const LONGEST = 40;
const PART = /(\d+(?:\.\d+)?)\s*([a-z]+)\s*/giy;

/** Milliseconds of a text such as `30s`, `250 ms`, `1m30s`, `1 min 4 s`; undefined when it is none or has no unit. */
export function parseDuration(text: string): number | undefined {
  const rest = text.trim();
  if (rest === '' || rest.length > LONGEST) return undefined;
  let total = 0;
  let end = 0;
  for (const part of rest.matchAll(PART)) {
    const unit = UNITS.find(({ spelled }) => spelled.test((part[2] ?? '').toLowerCase()));
    if (unit === undefined) return undefined;
    total += Number(part[1]) * unit.ms;
    end += part[0].length;
  }
  return end === rest.length ? total : undefined;
}

/** Milliseconds for people: `250 ms`, `2.31 s`, `42.2 s`, `30 s`, `1 min 4 s`, `2 h 5 min`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `-${formatDuration(-ms)}`;
  if (Math.round(ms) < SECOND) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${seconds(ms)} s`;
  const whole = Math.round(ms / SECOND) * SECOND;
  if (whole < HOUR) return joined(whole, MINUTE, 'min', SECOND, 's');
  return joined(Math.round(ms / MINUTE) * MINUTE, HOUR, 'h', MINUTE, 'min');
}

/** Whole seconds stay whole: they are limits, not measurements. */
function seconds(ms: number): string {
  if (ms % SECOND === 0) return String(ms / SECOND);
  return (ms / SECOND).toFixed(ms < 9_995 ? 2 : 1);
}

function joined(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = (ms % large) / small;
  const head = `${Math.floor(ms / large)} ${largeName}`;
  return rest === 0 ? head : `${head} ${rest} ${smallName}`;
}

/** An age for people, rounded down to what its stamps can tell: `0 s`, `45 s`, `2 h 5 min`, `14 d 3 h`. */
export function ageWords(ms: number): string {
  if (ms >= 2 * DAY) {
    const hours = Math.floor((ms % DAY) / HOUR);
    return `${Math.floor(ms / DAY)} d${hours === 0 ? '' : ` ${hours} h`}`;
  }
  const unit = ms >= HOUR ? MINUTE : SECOND;
  return ms < SECOND ? '0 s' : formatDuration(Math.floor(ms / unit) * unit);
}
