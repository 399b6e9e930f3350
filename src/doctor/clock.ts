import { formatDuration } from '#lib/duration.ts';
import { type Finding, wrong } from './line.ts';

/** A moment of a server's clock, as the bot saw it. ms */
export interface Stamped {
  readonly sentAt: number;
  readonly answeredAt: number;
  /** What the server's clock showed in between. */
  readonly stamp: number;
  /** How coarse the stamp is: it means [stamp, stamp + precision). */
  readonly precisionMs: number;
}

/** Offsets of seconds are measured and reckoned with; past this, somebody's clock is wrong. */
const FAR_MS = 30_000;

/** What the clock of a server says of it where it is far off, and what comes of that; nothing where it is not. */
export function clockFindings(whose: string, stamped: Stamped, so?: string): readonly Finding[] {
  const { sentAt, answeredAt, stamp, precisionMs } = stamped;
  const [least, most] = [stamp - answeredAt, stamp + precisionMs - sentAt];
  const off =
    least > FAR_MS ? `${formatDuration(least)} ahead of` : most < -FAR_MS ? `${formatDuration(-most)} behind` : '';
  if (off === '') return [];
  return [
    wrong(
      `the clock of ${whose} is ${off} the bot's${so === undefined ? '' : `: ${so}`}`,
      'Set both by NTP: timedatectl set-ntp true',
    ),
  ];
}
