const RFC3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

/** An RFC 3339 stamp as ms since the epoch, with the fraction that `Date.parse` would cut off at a millisecond. */
export function parseStamp(text: string): number | undefined {
  const [, seconds, fraction = '', zone] = RFC3339.exec(text) ?? [];
  const whole = Date.parse(`${seconds}${zone}`);
  return Number.isNaN(whole) ? undefined : whole + Number(`0.${fraction || '0'}`) * 1_000;
}
