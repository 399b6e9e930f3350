import type { KnownBlock } from '@slack/types';
import { comparedWords, furtherChanges } from '#investigation/report/change-words.ts';
import type { Changes } from '#investigation/report/report.ts';
import { oneLine } from './escape.ts';
import { bold, bullets, paragraph, plain, rich } from './rich.ts';

const MOST_CHANGES = 10;
const LONGEST_CHANGE = 250;
const LONGEST = 600;

/** What is another than when it last worked. */
export function changesBlock(changes: Changes): KnownBlock {
  const { lastWorked, sentence: said } = changes;
  const further = furtherChanges(changes);
  const shown = further.slice(0, MOST_CHANGES).map((words) => oneLine(words, LONGEST_CHANGE));
  const more = further.length > MOST_CHANGES ? [`${further.length - MOST_CHANGES} more in the evidence`] : [];
  const points = [...shown, ...more].map((point) => paragraph(plain(point)));
  return rich(
    paragraph(bold(`Since it last worked (${oneLine(lastWorked, 40)}): `), plain(oneLine(said, LONGEST))),
    ...(points.length > 0 ? [bullets(points)] : []),
    paragraph(plain(oneLine(comparedWords(changes).join('. '), LONGEST))),
  );
}
