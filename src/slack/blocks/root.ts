import type { ActionsBlock, ContextBlock, RichTextElement } from '@slack/types';
import type { Verdict } from '#investigation/finding.ts';
import { courseWords } from '#investigation/report/course.ts';
import { actIn, headlineIn, LOOKS } from '#investigation/report/headline.ts';
import { usualWithRuns } from '#investigation/report/phases.ts';
import type { Report, Standing } from '#investigation/report/report.ts';
import { type RunAgain, writeDecidingLook, writeRunAgain } from '../actions/values.ts';
import type { Content } from '../message/content.ts';
import { inert, oneLine, sentence } from './escape.ts';
import { mentions, ofJob } from './frame.ts';
import { bold, button, context, emoji, paragraph, plain, rich } from './rich.ts';

const LONGEST_HEADLINE = 200;
const LONGEST_ACT = 500;
const LONGEST_QUOTE = 220;

/**
 * The root message at the end: the cause, the act, the words that say it, the course. With `again` it has the button *Run
 * again*. `askers`: Slack user ids, the first to ask first. Within Slack's limits for any report, and inert whatever the report's texts are.
 */
export function rootReport(
  report: Report,
  again?: Partial<RunAgain>,
  askers: readonly string[] = [report.requestedBy],
): Content {
  const mark = MARKS[report.standing];
  return {
    text: `:${mark}: ${inert(headlineIn(report), LONGEST_HEADLINE + 120)}. ${inert(actOf(report), LONGEST_ACT + 20)}`,
    blocks: [
      rich(
        paragraph(...headline(report)),
        ...(report.standing === 'works' ? [] : [paragraph(...act(report))]),
        ...quote(report),
        ...course(report),
      ),
      ...contextOf(report, askers),
      buttons(report, again),
    ],
  };
}

function headline(report: Report): RichTextElement[] {
  const said = `${oneLine(report.environment, 60)}: ${oneLine(report.headline, LONGEST_HEADLINE)}`;
  const sure = report.sure === undefined ? [] : [plain(` · ${oneLine(report.sure, 80)}`)];
  return [emoji(MARKS[report.standing]), bold(` ${said}`), ...sure, ...usual(report)];
}

/** Of a run that is well the line is all there is to say. */
function usual({ standing, course: { usual: range, steps, streamCounts }, phases }: Report): RichTextElement[] {
  if (standing !== 'works') return [];
  const open = streamCounts ? undefined : steps.find(({ label, state }) => label === 'stream' && state === 'reached');
  const stream = open ? ` · stream ${oneLine(open.words, 40)}` : '';
  const longer = phases.find(({ judgement }) => judgement === 'longer' || judgement === 'slow');
  const slowest = longer ? ` · slowest: ${longer.label.toLowerCase()} ${longer.took} (${usualWithRuns(longer)})` : '';
  return [plain(`, usually ${oneLine(range, 40)}${stream}${slowest === '' ? '' : oneLine(slowest, 120)}`)];
}

/** One that the headline has is said. */
function quote({ quote: words, headline: said }: Report) {
  if (words === undefined || said.includes(words)) return [];
  return [paragraph(plain(`“${oneLine(words, LONGEST_QUOTE)}”`))];
}

function act(report: Report): RichTextElement[] {
  const [when, words] = actIn(report);
  return [bold(`${when}: `), plain(sentence(oneLine(words, LONGEST_ACT)))];
}

function actOf(report: Report): string {
  if (report.standing === 'works') return '';
  const [when, words] = actIn(report);
  return `${when}: ${sentence(oneLine(words, LONGEST_ACT))}`;
}

function course(report: Report) {
  const words = courseWords(report.course);
  return words === '' || report.standing === 'works' ? [] : [paragraph(plain(oneLine(words, 300)))];
}

/** Only what is not said by the headline, and of a run without a reply also who asked. */
function contextOf(
  { standing, jobId, unusualRequest, headline: said, remark }: Report,
  askers: readonly string[],
): ContextBlock[] {
  const parts = [
    ...(jobId === undefined || said.includes(jobId) ? [] : [ofJob(jobId) ?? '']),
    ...(unusualRequest === undefined ? [] : [inert(unusualRequest, 200)]),
    ...(remark === undefined ? [] : [inert(remark, 200)]),
    ...(standing === 'works' ? [`asked by ${mentions(askers)}`] : []),
  ];
  return parts.length === 0 ? [] : [context(parts)];
}

function buttons(report: Report, again: Partial<RunAgain> = {}): ActionsBlock {
  const { investigation, environment, standing } = report;
  const place = oneLine(environment, 30);
  const { request, timeoutMs } = again;
  const value = request && timeoutMs !== undefined ? writeRunAgain({ environment, request, timeoutMs }) : undefined;
  const id = investigation.slice(0, 255);
  const details = {
    id: 'details',
    label: 'Details',
    spoken: `Show all that is known of this run in ${place}`,
    value: id,
  };
  const logs = { id: 'logs', label: 'Logs', spoken: `Show the most telling log lines from ${place}`, value: id };
  const evidence = {
    id: 'evidence',
    label: 'Evidence',
    spoken: `Attach all that was seen in ${place} as one file`,
    value: id,
  };
  const spoken = `Ask ${place} for the same job again`;
  const rerun = value === undefined ? [] : [button({ id: 'run-again', label: 'Run again', spoken, value })];
  const kept = standing === 'works' ? [details, evidence] : [details, logs];
  return { type: 'actions', elements: [...decidingLook(report), ...kept.map(button), ...rerun] };
}

/** The one look that would decide it. What it tells is added to the thread. */
function decidingLook({ environment, decidingLook: look }: Report) {
  const value = look && writeDecidingLook(environment, look);
  if (!look || value === undefined) return [];
  const { label, asks } = LOOKS[look.look];
  return [button({ id: `decide:${look.look}`, label, spoken: `${asks} in ${oneLine(environment, 25)}`, value })];
}

/** Names of emoji. Red is for a stack that fails alone; a word always stands beside it. */
export const MARKS: Readonly<Record<Standing, string>> = {
  works: 'large_green_circle',
  slow: 'large_yellow_circle',
  fails: 'red_circle',
  request: 'white_circle',
  open: 'large_orange_circle',
  blind: 'white_circle',
};

/** Names of emoji, for lists of runs. */
export const VERDICT_MARKS: Readonly<Record<Verdict, string>> = {
  healthy: 'large_green_circle',
  degraded: 'large_yellow_circle',
  broken: 'red_circle',
  inconclusive: 'white_circle',
};
