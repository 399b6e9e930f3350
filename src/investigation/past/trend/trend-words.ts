import { cleanLine } from '#lib/clean.ts';
import { type Deploy, isNewImage } from './changes.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY = 24 * 3_600_000;

/** `Tue 17 Nov`, in UTC. */
export function dayOf(at: number): string {
  const date = new Date(at);
  return `${DAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

/** `14:00`, in UTC. */
export function hourOf(at: number): string {
  return new Date(at).toISOString().slice(11, 16);
}

/** `Tue 17 Nov 14:00 UTC`. */
export function timeOf(at: number): string {
  return `${dayOf(at)} ${hourOf(at)} UTC`;
}

/** `14 days`, `1 day`, `6 hours`: the nearest whole number. */
export function spanOf(ms: number): string {
  return ms < 2 * DAY && ms % DAY !== 0 ? many(Math.round(ms / 3_600_000), 'hour') : many(Math.round(ms / DAY), 'day');
}

/** `1,312 runs`, `1 run`. */
export function many(count: number, what: string): string {
  return `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;
}

/** `the backend's image changed from 1.4.2 to 1.5.0`, `the backend's pod restarted`. */
export function deployWords(deploy: Deploy): string {
  if (!isNewImage(deploy)) return `the backend’s pod ${restartWords(deploy)}`;
  const [old, now] = imagesOf(deploy);
  return `the backend’s image changed from ${old} to ${now}`;
}

/** A count that fell is another pod's. */
function restartWords({ old, new: now }: Deploy): string {
  if (now.restarts < old.restarts) return 'was replaced';
  const times = now.restarts - old.restarts;
  return times === 1 ? 'restarted' : `restarted ${times} times`;
}

const LONGEST_IMAGE = 48;

/** Only what differs, where both are of one repository: tags, or the beginnings of digests. */
function imagesOf({ old, new: now }: Deploy): readonly [string, string] {
  const [one, other] = [cleanLine(old.image), cleanLine(now.image)].map(cutImage);
  if (!one || !other) return [old.image, now.image];
  const isSame = one.repository === other.repository && one.version !== '' && other.version !== '';
  const shown = (image: CutImage) =>
    ending(isSame ? image.version : `${image.repository}${image.mark}${image.version}`);
  return [shown(one), shown(other)];
}

/** The tag, or the beginning of the digest, or the image where it has neither. */
export function versionOf(image: string): string {
  const { version, repository } = cutImage(cleanLine(image));
  return ending(version || repository);
}

interface CutImage {
  readonly repository: string;
  readonly mark: string;
  readonly version: string;
}

function cutImage(image: string): CutImage {
  const [, named = image, digest] = /^(.+?)@(?:sha256:)?([0-9a-f]{12,})$/.exec(image) ?? [];
  const [, repository = named, tag] = /^(.+):([^:/]+)$/.exec(named) ?? [];
  if (tag !== undefined && digest === undefined) return { repository, mark: ':', version: tag };
  if (digest !== undefined) return { repository, mark: '@', version: digest.slice(0, 12) };
  return { repository, mark: '', version: '' };
}

/** The end tells images apart, not the registry. */
function ending(text: string): string {
  const signs = [...text];
  return signs.length <= LONGEST_IMAGE ? text : `…${signs.slice(1 - LONGEST_IMAGE).join('')}`;
}
