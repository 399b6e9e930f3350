/** 9999-12-31T23:59:59Z: the last date of four digits. */
const LAST_MS = 253_402_300_799_000;

/** `2025-11-13 15:34:15 UTC`; undefined for what is no date. `ms` since the epoch. */
export function utcTime(ms: number): string | undefined {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime()) || ms < 0 || ms > LAST_MS) return undefined;
  return date
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
}

/** For a mrkdwn text: `14:05`, in the reader's own zone where Slack shows it. The message tells the day. */
export function slackClock(ms: number): string | undefined {
  const utc = utcTime(ms);
  return utc === undefined ? undefined : `<!date^${Math.floor(ms / 1000)}^{time}|${utc.slice(11, 16)} UTC>`;
}

/** For a mrkdwn text: in the reader's own zone where Slack shows it, in UTC where it does not. */
export function slackTime(ms: number): string | undefined {
  const utc = utcTime(ms);
  return utc === undefined ? undefined : `<!date^${Math.floor(ms / 1000)}^{date_short_pretty} {time_secs}|${utc}>`;
}
