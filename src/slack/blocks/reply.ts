import type { KnownBlock } from '@slack/types';
import type { Opinion } from '#investigation/past/opinion.ts';
import { withoutStamp } from '#investigation/report/quote.ts';
import { repetition } from '#investigation/report/repetition.ts';
import type { Report, ReportedLogLine } from '#investigation/report/report.ts';
import { pageOf } from '#investigation/rules/index.ts';
import { joinFirst } from '#lib/join-words.ts';
import type { Content } from '../message/content.ts';
import { inert, isSlackUser, mention, oneLine } from './escape.ts';
import { opinionBlocks } from './opinion.ts';
import { bullets, labelled, link, paragraph, plain, preformatted, rich, section } from './rich.ts';

const MOST_ENTRIES = 3;
const LONGEST_ENTRY = 110;
const LONGEST_FACT = 110;
const MOST_UNSEEN = 3;
const LONGEST_UNSEEN = 110;
const MOST_ASKERS = 20;

export interface ReplyParts {
  readonly opinion?: Opinion;
  readonly docsUrl?: string;
  /** Slack user ids, the first to ask first. */
  readonly askers?: readonly string[];
}

/**
 * The one reply: why, what proves it, what the logs say, what was not seen, and *Right* or *Wrong*. It mentions all who asked,
 * since an edit of the root notifies nobody. Undefined where the root has said all. `picture` is a file of Slack's.
 */
export function replyReport(
  report: Report,
  { opinion, docsUrl, askers = [report.requestedBy] }: ReplyParts = {},
): Content | undefined {
  if (report.standing === 'works') return undefined;
  const people = askers.filter(isSlackUser).slice(0, MOST_ASKERS);
  const asker = people.map((person) => `${mention(person)} `).join('');
  const said = report.why === '' ? '*What proves it*' : `*Why:* ${inert(report.why, 500)}`;
  return {
    text: `${asker}${said.replaceAll('*', '')}`,
    blocks: [
      section(`${asker}${said}${page(report, docsUrl)}`),
      ...facts(report),
      ...entries(report),
      ...commands(report),
      ...notSeen(report),
      ...opinionBlocks(report, opinion),
    ],
  };
}

/** Where its cause is explained. */
function page({ cause }: Report, docsUrl: string | undefined): string {
  const url = pageOf(docsUrl, cause);
  const to = url && link(url, 'About this cause');
  return to ? ` ${to}` : '';
}

function facts({ facts: known }: Report): KnownBlock[] {
  if (known.length === 0) return [];
  return [rich(bullets(known.map((fact) => paragraph(plain(oneLine(fact, LONGEST_FACT))))))];
}

/** What complains, the most telling first; one that the root quotes is there already. */
function entries({ logLines, quote }: Report): KnownBlock[] {
  const complaints = logLines.filter(({ level, isNew }) => isNew || level === 'error' || level === 'warning');
  const telling = complaints.filter(({ text }) => !FRAME.test(withoutStamp(text)));
  const news = telling.filter(({ text }) => quote === undefined || !text.includes(quote.replace(/…$/, '')));
  const shown = news.slice(0, MOST_ENTRIES);
  if (shown.length === 0) return [];
  const lines = shown.map(entryOf);
  return [rich(preformatted(lines.join('\n')))];
}

/** A line of a traceback that says where, not what. */
const FRAME = /^(?:File "|Traceback )/;

/** It loses its end, but not how often it came. */
function entryOf(line: ReportedLogLine): string {
  const words = oneLine(`${line.at} ${line.source} ${withoutStamp(line.text)}`, LONGEST_ENTRY);
  const often = repetition(line);
  return often === '' ? words : `${words} ${oneLine(often, 60)}`;
}

const MOST_COMMANDS = 2;
const LONGEST_COMMAND = 180;
/** Where a milestone was seen, the bot has done these itself. */
const LOOKED_AT: readonly (readonly [milestone: string, looks: RegExp])[] = [
  ['pod-created', /^kubectl (?:.* )?(?:logs|(?:get|describe) (?:pods?|jobs?|events|svc|services?|deployments)\b)/],
  ['queue-created', /rabbitmqctl list_queues/],
  ['configured', /^curl .*\/(?:ack|metadata|live_metadata|openapi)/],
];

/**
 * Those that decide; all others stand in the details, also what the bot has looked at itself. Half a command does something
 * else, so a long one is left out.
 */
function commands({ cause, milestones }: Report): KnownBlock[] {
  const unseen = milestones.flatMap(({ id, state }) => (state === 'not-seen' ? [id] : []));
  const isDone = (command: string) =>
    LOOKED_AT.some(([milestone, looks]) => !unseen.includes(milestone) && looks.test(command));
  const short = (cause?.commands ?? []).filter((command) => command.length <= LONGEST_COMMAND && !isDone(command));
  return short.length === 0
    ? []
    : [
        rich(
          preformatted(
            short
              .slice(0, MOST_COMMANDS)
              .map((command) => oneLine(command, LONGEST_COMMAND))
              .join('\n'),
          ),
        ),
      ];
}

/** Each reason once, whatever each call to a part was. */
function notSeen({ notSeen: gaps, headline }: Report): KnownBlock[] {
  if (gaps.length === 0) return [];
  const byReason = [...Map.groupBy(gaps, ({ why }) => reasonIn(why))];
  const shown = byReason.slice(0, MOST_UNSEEN).map(([why, of]) => {
    const what = [...new Set(of.flatMap((gap) => gap.what.split(/, | and /)))];
    const because = headline.includes(why) ? '' : `: ${why}`;
    return oneLine(`${joinFirst(what, MOST_NAMED)}${because}`, LONGEST_UNSEEN);
  });
  const more = byReason.length > MOST_UNSEEN ? `; ${byReason.length - MOST_UNSEEN} more in the details` : '';
  return [labelled('Not seen', `${shown.join('; ')}${more}`)];
}

const MOST_NAMED = 3;

const REASON =
  /^[^;]*?((?:answered|with) \d{3}\b|no answer (?:with)?in \d+(?:\.\d+)? s|connect E[A-Z]+|the connection was lost|the bot itself could not work at that time)/;

/** `answered 403` of all that a refusal says. */
function reasonIn(why: string): string {
  const reason = REASON.exec(why)?.[1] ?? why;
  return reason.startsWith('no answer') ? 'no answer' : reason;
}
