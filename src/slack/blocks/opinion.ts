import type { ActionsBlock, KnownBlock } from '@slack/types';
import { mayBeJudged, type Opinion } from '#investigation/past/opinion.ts';
import type { Report } from '#investigation/report/report.ts';
import { inert, mention, oneLine } from './escape.ts';
import { button, context, labelled } from './rich.ts';
import { slackTime } from './when.ts';

/** What somebody said of the verdict, as mrkdwn: `Marked wrong by @x: it was queue-missing`. */
function opinionWords({ cause }: Pick<Report, 'cause'>, { says, instead, by }: Opinion): string {
  const it = `it was ${instead === undefined ? 'something else' : inert(instead, 100)}`;
  if (cause === undefined) return `${mention(by)} says: ${it}`;
  return says === 'right' ? `Marked right by ${mention(by)}` : `Marked wrong by ${mention(by)}: ${it}`;
}

/** What was said, and the buttons to say it; nothing where there is no verdict that could be wrong. */
export function opinionBlocks(report: Report, opinion: Opinion | undefined): KnownBlock[] {
  if (!mayBeJudged(report)) return [];
  return [...(opinion ? said(report, opinion) : []), buttons(report, opinion)];
}

function said(report: Report, opinion: Opinion): KnownBlock[] {
  const time = slackTime(opinion.at);
  const note = opinion.note === undefined ? [] : [labelled('Note', oneLine(opinion.note, 500))];
  return [context([opinionWords(report, opinion), ...(time === undefined ? [] : [time])]), ...note];
}

/** The id of the investigation is in their value, so they work as long as its report is kept. */
function buttons({ investigation, environment, cause }: Report, opinion: Opinion | undefined): ActionsBlock {
  const place = oneLine(environment, 25);
  const value = investigation.slice(0, 255);
  const right = { id: 'right', label: 'Right', spoken: `Mark the cause in ${place} as right`, value };
  const wrong = { id: 'wrong', label: 'Wrong, it was …', spoken: `Say what it was instead in ${place}`, value };
  const was = { id: 'wrong', label: 'It was …', spoken: `Say what it was in ${place}`, value };
  const spoken = `Attach it as a file to judge again, masked, for ${place}`;
  const disputed = { id: 'recorded-run', label: 'Recorded run', spoken, value };
  const evidence = {
    id: 'evidence',
    label: 'Evidence',
    spoken: `Attach all that was seen in ${place} as one file`,
    value,
  };
  const shown = [
    ...(cause === undefined ? [was] : [right, wrong]),
    evidence,
    ...(opinion?.says === 'wrong' ? [disputed] : []),
  ];
  return { type: 'actions', elements: shown.map(button) };
}
