import type { ActionsBlock, KnownBlock } from '@slack/types';
import { countWords, type SeriesEnd, type SeriesReport, type SeriesState } from '#lookups/series/report.ts';
import type { Content } from '../message/content.ts';
import { cancelButton } from './cancelled.ts';
import { inert, isSlackUser, mention, oneLine, sentence } from './escape.ts';
import { fitPoints } from './fit.ts';
import { askedBy, inPlace } from './frame.ts';
import {
  bold,
  button,
  context,
  emoji,
  NUMBERS,
  paragraph,
  plain,
  rich,
  section,
  select,
  tableBlock,
  WORDS,
} from './rich.ts';
import { MARKS } from './root.ts';

const LONGEST_HEADLINE = 220;
const LONGEST_ACT = 500;
const LONGEST_CELL = 50;
/** Slack takes 75 characters of an option and 100 options. */
const LONGEST_OPTION = 75;
const MOST_OPTIONS = 50;

/** The root message while a series runs: how many are over, and how they went. It changes with what is known alone. */
export function seriesProgress(state: SeriesState): Content {
  const title = `Series in ${oneLine(state.environment, 60)}: ${countWords(state)}`;
  return {
    text: inert(title, 300),
    blocks: [
      rich(paragraph(emoji('mag'), plain(' '), bold(title))),
      rich(paragraph(plain(nowWords(state)))),
      { type: 'actions', elements: [cancelButton(state.lookup, state.environment)] },
      contextOf(state),
    ],
  };
}

function nowWords({ running, isFull, parallel, isHeldBack }: SeriesState): string {
  const now = `${running} under way`;
  if (isFull) return `${now}; the next begins when a job of the environment is gone`;
  const most = parallel === 1 ? `${now}, one after the other` : `${now}, at most ${parallel} at once`;
  return isHeldBack ? `${most}: the environment takes no more` : most;
}

function contextOf({ requestedBy, environment, request, lookup }: SeriesState): KnownBlock {
  return askedBy(requestedBy, inPlace(environment), inert(request, 300), `series ${inert(lookup, 60)}`);
}

/** The root message at the end: success rate, median and p95; the act; and why it ended early, where it did. */
export function seriesRoot({ state, end, mark, headline, act }: SeriesReport): Content {
  const said = `${oneLine(state.environment, 60)}: ${oneLine(headline, LONGEST_HEADLINE)}`;
  const todo = act === undefined ? [] : [bold(`${act[0]}: `), plain(sentence(oneLine(act[1], LONGEST_ACT)))];
  const early = endWords(end, state);
  return {
    text: `:${MARKS[mark]}: ${inert(said, LONGEST_HEADLINE + 80)}${act ? `. ${inert(act.join(': '), LONGEST_ACT)}` : ''}`,
    blocks: [
      rich(paragraph(emoji(MARKS[mark]), bold(` ${said}`)), ...(todo.length === 0 ? [] : [paragraph(...todo)])),
      ...(early === undefined ? [] : [section(early)]),
      contextOf(state),
    ],
  };
}

function endWords(end: SeriesEnd, { ended, lost, asked }: SeriesState): string | undefined {
  const so = `after ${ended.length + lost} of ${asked} runs`;
  switch (end.why) {
    case 'done':
      return undefined;
    case 'person':
      return `:no_entry_sign: *Cancelled* by ${mention(end.by)} ${so}; what is told here was measured until then.`;
    case 'request':
      return `:no_entry_sign: *Ended* ${so}: what was asked for cannot work, and would not in the others either.`;
    case 'no-place':
      return `:no_entry_sign: *Ended* ${so}: the environment had no place for another job for ten minutes.`;
  }
}

/** The one reply: what stands out, the phases, and each run to look at. */
export function seriesReply(report: SeriesReport): Content | undefined {
  const { state, facts, series, runs } = report;
  if (series.runs.length === 0) return undefined;
  const asker = isSlackUser(state.requestedBy) ? `${mention(state.requestedBy)} ` : '';
  const title = `${asker}The series of ${series.runs.length} is over`;
  return {
    text: title,
    blocks: [
      section(title),
      ...fitPoints('What to know', facts).blocks,
      ...phasesOf(report),
      ...detailsOf(report),
      ...(runs.length === 0 ? [] : [context(['*Details* shows all that is known of one run, to you alone'])]),
    ],
  };
}

function phasesOf({ table: { columns, rows } }: SeriesReport): readonly KnownBlock[] {
  if (rows.length === 0) return [];
  return [tableBlock([WORDS, ...columns.slice(1).map(() => NUMBERS)], [columns, ...rows], LONGEST_CELL)];
}

/** Of the slowest run and the first failed one at once, of any other behind a select. */
function detailsOf({ runs, series, state }: SeriesReport): readonly ActionsBlock[] {
  const place = oneLine(state.environment, 30);
  const named = [
    ...series.failures.slice(0, 2).flatMap(({ runs: failed }) => failed[0] ?? []),
    ...(series.slowest ? [series.slowest] : []),
  ];
  const buttons = named.map(({ nth, line }) => {
    const label =
      line.investigation === series.slowest?.line.investigation ? `Slowest: run ${nth}` : `Failed: run ${nth}`;
    const spoken = `Show all that is known of run ${nth} in ${place}`;
    return button({ id: `details:${nth}`, label, spoken, value: line.investigation.slice(0, 255) });
  });
  const options = runs
    .filter(({ investigation }) => investigation.length <= LONGEST_OPTION)
    .slice(0, MOST_OPTIONS)
    .map(({ investigation, words }) => ({ label: oneLine(words, LONGEST_OPTION), value: investigation }));
  return [
    ...(buttons.length === 0 ? [] : [{ type: 'actions' as const, elements: buttons }]),
    ...(options.length < 2 ? [] : [select('details', 'Details of a run', options)]),
  ];
}
