import type { KnownBlock } from '@slack/types';
import type { Opinion } from '#investigation/past/opinion.ts';
import { withoutStamp } from '#investigation/report/quote.ts';
import { repetition } from '#investigation/report/repetition.ts';
import type { Report, ReportedLogLine } from '#investigation/report/report.ts';
import { plainWords } from '#investigation/say.ts';
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

/**
 * The one reply: why, what proves it, what the logs say, what was not seen, and *Right* or *Wrong*. It mentions who asked,
 * since an edit of the root notifies nobody. Undefined where the root has said all. `picture` is a file of Slack's.
 */
export function replyReport(
  report: Report,
  { opinion, docsUrl }: { readonly opinion?: Opinion; readonly docsUrl?: string } = {},
): Content | undefined {
  if (report.standing === 'works') return undefined;
  const asker = isSlackUser(report.requestedBy) ? `${mention(report.requestedBy)} ` : '';
  const why = whyOf(report);
  const said = why === '' ? '*What proves it*' : `*Why:* ${inert(why, 500)}`;
  return {
    text: `${asker}${said.replaceAll('*', '')}`,
    blocks: [
      section(`${asker}${said}${page(report, docsUrl)}`),
      ...facts(report, why),
      ...entries(report),
      ...commands(report),
      ...notSeen(report),
      ...opinionBlocks(report, opinion),
    ],
  };
}

const MOST_OTHERS = 4;

/** Where its cause is explained. */
function page({ cause }: Report, docsUrl: string | undefined): string {
  const id = cause && /^[a-z-]{1,60}$/.exec(cause.id)?.[0];
  const to = id && docsUrl && link(`${docsUrl.replace(/\/$/, '')}/rules/${id}.md`, 'About this cause');
  return to ? ` ${to}` : '';
}

const OPEN: Readonly<Record<Report['standing'], string>> = {
  works: 'Nothing wrong was found',
  slow: 'It was late, and nothing that was seen says why',
  fails: 'It did not work',
  request: 'What was asked for cannot work',
  open: 'What was seen fits more than one cause',
  blind: 'What was seen is not enough to say',
};

/** Two or three sentences. What the root says is not said again, so there may be none. */
function whyOf(report: Report): string {
  const { cause, headline, standing, alternatives, changes, alsoFound, decidingLook, clocks } = report;
  const also = alsoFound.find(({ headline: found }) => !OWN_SIGHT.test(found));
  const others = alternatives.filter(({ means }) => !headline.includes(means)).slice(0, MOST_OTHERS);
  const sentences = [
    ...(cause === undefined ? [OPEN[standing]] : inFull(report, cause.summary)),
    ...(cause === undefined && decidingLook ? [decidingLook.why] : []),
    ...(cause === undefined && others.length > 0
      ? [`It could be: ${others.map(({ means }) => means).join('; ')}`]
      : []),
    ...(also ? [`Also found: ${also.headline}`] : []),
    ...(clocks === undefined ? [] : [clocks]),
    ...(changes && changes.rows.length > 0 ? [changes.sentence] : []),
  ];
  return sentences.length === 0 ? '' : `${sentences.join('. ')}.`;
}

/** What the bot itself could not see is told as not seen. */
const OWN_SIGHT = /\bthe bot\b/;

/** The cause in full, but for the parts that the headline or the quote says. */
function inFull({ environment, headline, quote }: Report, summary: string): readonly string[] {
  const said = new Set(wordsOf(`${environment} ${headline}`));
  const isNews = (part: string) => {
    const words = wordsOf(part);
    return words.filter((word) => said.has(word)).length < MOST_SAID * words.length;
  };
  const parts = plainWords(withoutQuote(summary, quote)).split(/(?<=[;:]) /);
  const news = parts
    .filter(isNews)
    .join(' ')
    .replace(/[;:.]$/, '');
  return news === '' ? [] : [news.replace(/^[a-z]+(?= )/, (word) => word.replace(/^./, capital))];
}

/** What was quoted, with the words that lead to it, such as `; it logged "…"`. */
function withoutQuote(summary: string, quote = ''): string {
  const shared = longestShared(summary, quote);
  if (shared === '' || (shared.length < LEAST_QUOTED && shared !== quote)) return summary;
  const at = summary.indexOf(shared);
  const head = summary.slice(0, at);
  const lead = Math.max(0, ...['; ', ': ', ', and '].map((mark) => head.lastIndexOf(mark)));
  return `${head.slice(0, lead)}${summary.slice(at + shared.length).replace(/^[^;:,]+/, '')}`;
}

function longestShared(one: string, other: string): string {
  let longest = '';
  for (let from = 0; from < other.length; from += 1)
    while (from + longest.length < other.length && one.includes(other.slice(from, from + longest.length + 1)))
      longest = other.slice(from, from + longest.length + 1);
  return longest;
}

/** A part of which so many words stand in the headline says nothing new. */
const MOST_SAID = 0.8;
const LEAST_QUOTED = 30;

/** Short ones mean nothing by themselves. */
function wordsOf(text: string): readonly string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}.-]+/gu) ?? []).filter((word) => word.length > 2);
}

function capital(letter: string): string {
  return letter.toUpperCase();
}

/** One whose end stands in the sentences or in another one is told, and one that the quote says. */
function facts({ facts: known, quote = '' }: Report, why: string): KnownBlock[] {
  const news = known.filter((fact, index) => {
    const end = fact.slice(-LEAST_QUOTED);
    const isTold = [why, ...known.slice(0, index)].some((words) => words.includes(end));
    return end.length < LEAST_QUOTED || (!isTold && longestShared(fact, quote).length < LEAST_QUOTED);
  });
  if (news.length === 0) return [];
  return [rich(bullets(news.map((fact) => paragraph(plain(oneLine(fact, LONGEST_FACT))))))];
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
