import type { ActionsBlock, KnownBlock } from '@slack/types';
import { formatDuration } from '#lib/duration.ts';
import type { FollowEnd, FollowState } from '#lookups/logs/follow-state.ts';
import type { Content } from '../message/content.ts';
import { inert, mention, oneLine } from './escape.ts';
import { firstOf, lineLength } from './fit.ts';
import { askedBy, ofLookup } from './frame.ts';
import { logLine, numbered } from './logs-lines.ts';
import { button, preformatted, rich, section } from './rich.ts';

const MOST_LINES = 30;
const ROOM = 6_000;
const LONGEST_LINE = 400;

/**
 * The message that shows what a job logs while it logs it: how long still and how much so far, and the last lines, the
 * newest last; in the end why it ended. Within Slack's limits for any state, and inert whatever its texts are.
 */
export function followMessage(state: FollowState): Content {
  const title = titleOf(state);
  return {
    text: `:mag: ${title}`,
    blocks: [
      section(`:mag: ${title}`),
      ...lastLines(state),
      ...(state.end === undefined ? [stop(state)] : []),
      contextOf(state),
    ],
  };
}

function titleOf(state: FollowState): string {
  const { jobId, environment, end, endsAt, startedAt, at, counts } = state;
  const job = `job ${inert(jobId, 40)} in ${inert(environment, 100)}`;
  if (end === undefined) return `*Following ${job}*, ${leftOf(endsAt - at)}: ${countsOf(counts)} so far`;
  const where = counts.lines === 0 ? '' : ' All of it is in the thread.';
  return `*Followed ${job}* for ${whole(at - startedAt)}, until ${untilWhat(end)}: ${countsOf(counts)}.${where}`;
}

function countsOf({ lines, errors, warnings }: FollowState['counts']): string {
  if (lines === 0) return 'no line';
  const some = warnings === 0 ? [] : [numbered(warnings, 'warning')];
  return [numbered(lines, 'line'), numbered(errors, 'error'), ...some].join(', ');
}

function leftOf(ms: number): string {
  return ms < 1_000 ? 'about to end' : `${whole(ms)} left`;
}

function whole(ms: number): string {
  return formatDuration(Math.max(0, Math.round(ms / 1_000)) * 1_000);
}

function untilWhat(end: FollowEnd): string {
  switch (end.why) {
    case 'time-is-up':
      return 'its time was up';
    case 'stopped':
      return `${mention(end.by)} stopped it`;
    case 'pods-ended':
      return 'its pods ended';
    case 'broken-off':
      return `it broke off (${inert(end.reason, 300)})`;
  }
}

function lastLines({ lines }: FollowState): KnownBlock[] {
  const newestFirst = lines.slice(-MOST_LINES).toReversed();
  const texts = newestFirst.map((entry) => logLine(entry, LONGEST_LINE));
  const kept = firstOf(texts, ROOM, lineLength).toReversed();
  return kept.length === 0 ? [] : [rich(preformatted(kept.join('\n')))];
}

function stop({ lookup, jobId, environment }: FollowState): ActionsBlock {
  const spoken = `Stop following job ${oneLine(jobId, 20)} in ${oneLine(environment, 25)}`;
  return {
    type: 'actions',
    elements: [button({ id: 'stop-follow', label: 'Stop', spoken, value: lookup.slice(0, 255) })],
  };
}

function contextOf({ requestedBy, filter, lookup }: FollowState): KnownBlock {
  const filtered = filter === undefined ? undefined : inert(filter, 300);
  return askedBy(requestedBy, filtered, 'times in UTC', ofLookup(lookup));
}
