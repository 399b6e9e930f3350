import { spanOf } from '#investigation/past/trend/trend-words.ts';
import { counted } from '#lib/counted.ts';
import type { GroupsReport } from '#lookups/trend/groups.ts';
import type { Content } from '../message/content.ts';
import { inert } from './escape.ts';
import { fitPoints } from './fit.ts';
import { answer, askedBy, inPlace, ofLookup } from './frame.ts';
import { NUMBERS, tableBlock, WORDS } from './rich.ts';

const LONGEST_CELL = 60;

/** The runs of an environment by node or build: whether one stands out, and a line each. Inert whatever its texts are. */
export function trendGroupsMessage(report: GroupsReport): Content {
  const { headline, facts, columns, rows, requestedBy, environment, check, runs, from, to, request, lookup } = report;
  const { text, block } = answer(report.standsOut ? 'warning' : 'bar_chart', headline);
  const table = tableBlock([WORDS, ...columns.slice(1).map(() => NUMBERS)], [columns, ...rows], LONGEST_CELL);
  return {
    text,
    blocks: [
      block,
      ...fitPoints('What to know', facts).blocks,
      ...(rows.length === 0 ? [] : [table]),
      askedBy(
        requestedBy,
        inPlace(environment),
        check === undefined ? undefined : `check ${inert(check, 100)}`,
        `${counted(runs, 'run')} in ${spanOf(to - from)}`,
        request === undefined ? undefined : inert(request, 300),
        ofLookup(lookup),
      ),
    ],
  };
}
