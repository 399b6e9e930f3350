import type { KnownBlock } from '@slack/types';
import type { NotSeen } from '#investigation/lookup/logs-report.ts';
import { clean } from '#lib/clean.ts';
import { oneLine } from './escape.ts';
import type { AttachedText } from './reply.ts';
import { bold, bullets, paragraph, plain, preformatted, rich } from './rich.ts';

const MOST_POINTS = 8;
const LONGEST_POINT = 350;
const POINTS_ROOM = 1_300;
const REMEDY_ROOM = 900;

/** What could not be seen, why, and what to do; what the message has no room for is whole in the file. */
export function notSeenPart(notSeen: readonly NotSeen[]): { blocks: KnownBlock[]; file?: AttachedText } {
  if (notSeen.length === 0) return { blocks: [] };
  const all = notSeen.map((gap) => oneLine(pointOf(gap), Number.MAX_SAFE_INTEGER));
  const points = firstOf(all);
  const remedies = [...new Set(notSeen.flatMap(({ remedy }) => (isLong(remedy) ? [clean(remedy).trim()] : [])))];
  const shown = remedies.join('\n\n');
  const isWhole = points.length === all.length && points.every((point, index) => point === all[index]);
  const block = rich(
    paragraph(bold('Not seen')),
    bullets(points.map((point) => paragraph(plain(point)))),
    ...(shown === '' || shown.length > REMEDY_ROOM ? [] : [paragraph(bold('What to do:')), preformatted(shown)]),
  );
  if (isWhole && shown.length <= REMEDY_ROOM) return { blocks: [block] };
  const note = rich(paragraph(plain(`More, and what to do, in ${FILE} in the thread.`)));
  return { blocks: [block, note], file: { filename: FILE, title: 'What could not be seen', content: whole(notSeen) } };
}

const FILE = 'not-seen.txt';

function pointOf({ what, why, remedy }: NotSeen): string {
  const said = `${what}: ${why}`;
  return remedy === undefined || isLong(remedy) ? said : `${said}${/[.!?]$/.test(said) ? '' : '.'} ${remedy}`;
}

/** Something to copy, such as a Role: it keeps its lines. */
function isLong(remedy: string | undefined): remedy is string {
  return remedy?.trim().includes('\n') === true;
}

function firstOf(points: readonly string[]): string[] {
  const kept: string[] = [];
  let used = 0;
  for (const point of points.slice(0, MOST_POINTS)) {
    const line = oneLine(point, LONGEST_POINT);
    used += line.length;
    if (used > POINTS_ROOM) break;
    kept.push(line);
  }
  return kept;
}

function whole(notSeen: readonly NotSeen[]): string {
  const parts = notSeen.map(({ what, why, remedy }) => [`${what}: ${why}`, ...(remedy ? [remedy] : [])].join('\n'));
  return `${clean(parts.join('\n\n'))}\n`;
}
