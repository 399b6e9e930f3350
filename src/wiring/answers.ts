import { bundleName } from '#bundle/make-bundle.ts';
import type { Painter } from '#chart/png.ts';
import { trendSvg } from '#chart/trend-svg.ts';
import type { CheckRuns } from '#checking/check-runs.ts';
import type { BookStore } from '#checks/book-store.ts';
import { type Check, statusParts } from '#checks/check.ts';
import type { FindCapture } from '#history/capture.ts';
import type { History } from '#history/history.ts';
import type { KeptSoFar } from '#history/so-far.ts';
import type { WatchedNow } from '#history/watched-now.ts';
import { findGroups } from '#investigation/past/trend/groups.ts';
import { findTrend, type Trend } from '#investigation/past/trend.ts';
import { describeError, ExplainedError } from '#lib/errors.ts';
import type { Redactor } from '#lib/redact.ts';
import { findJob } from '#lookups/find-job.ts';
import { recallJob } from '#lookups/job/recall.ts';
import { lookUpJobs } from '#lookups/jobs/look.ts';
import { lookUpLogs } from '#lookups/logs/look.ts';
import type { LogsTools } from '#lookups/logs/tools.ts';
import type { AskedLookup, LookupKind } from '#lookups/question.ts';
import { outcomeOf } from '#lookups/status/check-outcome.ts';
import { writeGroups } from '#lookups/trend/groups.ts';
import { writeTrend } from '#lookups/trend/report.ts';
import type { Asker } from '#queue/askers.ts';
import type { Ended } from '#queue/ends.ts';
import type { LookupTools } from '#queue/lookups.ts';
import type { LookupRequest } from '#queue/requests.ts';
import { checksMessage } from '#slack/blocks/checks.ts';
import { doctorMessage } from '#slack/blocks/doctor.ts';
import { cut } from '#slack/blocks/escape.ts';
import { historyMessage } from '#slack/blocks/history.ts';
import { jobOverMessage, unknownJob } from '#slack/blocks/job-over.ts';
import { jobsMessage } from '#slack/blocks/jobs.ts';
import { logsFiles, logsMessage } from '#slack/blocks/logs.ts';
import { statusMessage } from '#slack/blocks/status.ts';
import { trendMessage } from '#slack/blocks/trend.ts';
import { trendGroupsMessage } from '#slack/blocks/trend-groups.ts';
import type { LinkTo } from '#slack/message/links.ts';
import type { SharedFile } from '#slack/message/post.ts';
import type { AskedInSlack, Teller, Told } from '#slack/tell/investigation.ts';
import type { Answer, LookupTeller } from '#slack/tell/lookup.ts';
import { bundleOf } from './bundle-of.ts';
import { checkRows } from './check-rows.ts';
import { tellDiff } from './compare-runs.ts';
import { examineAll, type SetUp } from './doctor.ts';
import { followLogs } from './follow-logs.ts';
import {
  type KeepAskers,
  type NoMoreAskers,
  type RunInvestigation,
  recallInvestigated,
  UNTOLD,
} from './run-investigation.ts';
import { runSeries, type SeriesTools } from './run-series.ts';
import { lookingAt, type Stack } from './stack.ts';
import type { LookAtStatus } from './status.ts';
import { answerAccuracy, attachRecordedRun, gone, keepOpinion, MOST_RUNS } from './verdicts.ts';

export interface AnswerTools extends SeriesTools {
  readonly stacks: ReadonlyMap<string, Stack>;
  readonly history: History;
  readonly captures: FindCapture;
  readonly redactor: Redactor;
  readonly teller: Teller;
  readonly lookupTeller: LookupTeller;
  /** How a question about a job ended that is not investigated. */
  keepEnd(id: string, ended: Ended): Promise<void>;
  readonly soFar: Pick<KeptSoFar, 'has'>;
  readonly keepAskers: KeepAskers;
  readonly noMoreAskers: NoMoreAskers;
  /** Who waits for it, where more than one may. */
  askersOf(request: LookupRequest): Promise<readonly Asker[]>;
  readonly setUp: SetUp;
  readonly run: RunInvestigation;
  readonly checks: readonly Check[];
  readonly store: Pick<BookStore, 'read'>;
  readonly checkRuns: CheckRuns;
  readonly lookAtStatus: LookAtStatus;
  nextTicks(): Promise<ReadonlyMap<string, number>>;
  readonly watchedNow: Pick<WatchedNow, 'of'>;
  readonly linkTo: LinkTo;
  readonly painter: Painter;
}

type Asked<K extends LookupKind> = Extract<AskedLookup, { kind: K }>;

interface About extends LookupTools {
  readonly stack: Stack;
  readonly request: LookupRequest;
  /** Why a look is to end, whatever the reason. */
  readonly ended: AbortSignal;
}

/** What answers one kind of look-up: it looks, judges, and gives the message; or it tells by itself, and gives none. */
type Answers<K extends LookupKind> = (tools: AnswerTools, about: About, asked: Asked<K>) => Promise<Answer | undefined>;

/** Slack takes 2,000 characters as the text that stands for a picture; nobody reads so much. */
const LONGEST_TITLE = 500;

/** Every look-up, a line or a few each: the one list. */
const answers: { readonly [K in LookupKind]: Answers<K> } = {
  async logs(tools, about, asked) {
    const { followMs } = asked;
    if (followMs !== undefined && (await followLogs(tools, about, { ...asked, followMs }))) return undefined;
    const report = await lookUpLogs(lookingAtJob(tools, about), { ...about.request, request: asked.request });
    return { content: logsMessage(report), files: logsFiles(report) };
  },

  /** One that is over is remembered, and not investigated. */
  async job(tools, asking, asked) {
    const { jobId } = asked;
    const { teller, run, clock, history, linkTo, lookupTeller } = tools;
    const { stack, request, ended, attempt } = asking;
    const { lookup: investigation, environment, requestedBy } = request;
    const recalling = { ...lookingAtJob(tools, asking), history, linkTo };
    // What was seen of it before a worker died is not thrown away where it went meanwhile.
    const goesOn = attempt > 1 && (await tools.soFar.has(investigation));
    const recalled = goesOn
      ? ({ kind: 'there', snapshot: await recalling.snapshot() } as const)
      : await recallJob(recalling, { lookup: investigation, environment, requestedBy, jobId });
    if (recalled.kind === 'over') {
      await tools.keepEnd(investigation, { environment, kind: 'job-over', over: recalled.over });
      await tools.noMoreAskers(request);
      if (request.untold) return undefined;
      const content = jobOverMessage(recalled.over);
      const others = (await tools.askersOf(request)).filter(({ channel }) => channel !== request.channel);
      return { content, others: others.map(({ user }) => user) };
    }
    if (recalled.kind === 'unknown') {
      await tools.keepEnd(investigation, { environment, kind: 'job-unknown', jobId, near: recalled.near });
      await tools.noMoreAskers(request);
      if (request.untold) return undefined;
      const content = unknownJob({ jobId, environment }, recalled.near);
      for (const asker of await tools.askersOf(request)) await lookupTeller.alone(request, content, asker);
      return undefined;
    }
    const { snapshot } = recalled;
    const about = asJobInSlack(request, asked);
    const startJob = async () => {
      const { limits } = stack.environment;
      return findJob({ ...(snapshot && { snapshot: async () => snapshot }), clock, limits }, about);
    };
    const earlier = attempt > 1 ? await recallInvestigated(history, investigation) : undefined;
    const looked = async (told: Told) => {
      const investigated = earlier ?? (await run(stack, startJob, told, ended));
      await tools.noMoreAskers(request);
      return investigated;
    };
    if (request.untold) await looked(UNTOLD);
    else if (earlier) await teller.report(about, attempt, await looked(UNTOLD));
    else await teller.during(about, attempt, looked);
    // Who asked after it was saved waited for it too.
    await tools.keepAskers(investigation);
    return undefined;
  },

  async series(tools, about, asked) {
    await runSeries(tools, about, asked);
    return undefined;
  },

  async diff(tools, { request }, { runs }) {
    await tellDiff(tools, request, runs);
    return undefined;
  },

  async jobs({ redactor, clock, watchedNow }, { stack, request, ended: signal }) {
    const { focusServer } = stack.environment;
    const { content, file } = jobsMessage(
      await lookUpJobs({ ...lookingAt(stack), focusServer, redactor, clock, signal, watchedNow }, request),
    );
    return { content, ...(file && { files: [file] }) };
  },

  async bundle(tools, { request }, { investigation }) {
    const bytes = await bundleOf(tools, investigation);
    if (!bytes) throw gone('evidence', investigation);
    const title = `Evidence of investigation ${investigation}`;
    const content = Buffer.from(bytes);
    await tools.lookupTeller.file(request, { filename: `${bundleName(investigation)}.zip`, title, content });
    return undefined;
  },

  async opinion(tools, { request }, asked) {
    await keepOpinion(tools, request, asked);
    return undefined;
  },

  async 'recorded-run'(tools, { request }, { investigation }) {
    await attachRecordedRun(tools, request, investigation);
    return undefined;
  },

  /** What a check's run now comes to is also told to its book. */
  async status({ lookAtStatus, checks, checkRuns, lookupTeller, clock }, { stack, request, ended: signal }, asked) {
    const report = await lookAtStatus(stack, request, signal);
    await lookupTeller.answer(request, { content: statusMessage(report) });
    const check = checks.find(({ name }) => name === asked.check);
    if (!check) return undefined;
    const parts = check.asks.kind === 'status' ? check.asks.parts : statusParts;
    const { lookup: run, requestedBy: by, requestedAt } = request;
    const about = { run, check: check.name, environment: check.environment, by, trigger: 'person' } as const;
    const startedAt = Math.min(requestedAt, clock.now());
    await checkRuns.judged({ ...about, startedAt }, outcomeOf(report, parts));
    return undefined;
  },

  /** For who asked alone: it is for few to see. */
  async doctor({ setUp, lookupTeller, clock }, { request, ended: signal }) {
    const { lookup, environment, requestedBy } = request;
    const lines = await examineAll(setUp, { clock, signal, environments: [environment] });
    const examined = { lookup, environment, requestedBy, at: clock.now(), lines };
    await lookupTeller.alone(request, doctorMessage(examined));
    return undefined;
  },

  async checks({ checks, store, nextTicks, linkTo, clock }) {
    const [book, ticks] = await Promise.all([store.read(), nextTicks()]);
    const rows = await checkRows({ checks, book, nextTicks: ticks, linkTo });
    const { content, file } = checksMessage(rows, clock.now());
    return { content, ...(file && { files: [file] }) };
  },

  async history({ history, linkTo, clock }, { request }, { query, count }) {
    // Many more jobs are watched than asked about.
    const isOfAll = query.jobId === undefined && query.check === undefined;
    const past = await history.past({ ...(isOfAll && { watched: false }), ...query }, count + 1);
    const afterwards = await history.afterwards(past.map(({ investigation }) => investigation));
    const rows = await Promise.all(
      past.slice(0, count).map(async (row) => {
        const link = await linkTo(row.series ?? row.investigation);
        const note = afterwards.get(row.investigation)?.note;
        return { ...row, ...(link !== undefined && { link }), ...(note && { note }) };
      }),
    );
    const { lookup, requestedBy } = request;
    const hasMore = past.length > count;
    return { content: historyMessage({ lookup, requestedBy, at: clock.now(), query, rows, hasMore }) };
  },

  accuracy: async (tools, { request }, { environment }) => ({
    content: await answerAccuracy(tools, request, environment),
  }),

  /** The answer stands without its picture. */
  async trend(tools, { request }, { check, watched, spanMs, by }) {
    const { history, clock } = tools;
    const to = clock.now();
    const about = { from: to - spanMs, to, environment: request.environment };
    // Of the whole environment, also for one check: others saw its deploys too.
    const past = await history.past(about, MOST_RUNS);
    const of = { ...about, ...(check !== undefined && { check }), ...(watched && { watched }) };
    if (by) return { content: trendGroupsMessage(writeGroups(findGroups(past, of, by), request)) };
    const trend = findTrend(past, of);
    const report = writeTrend(trend, request);
    const content = trendMessage(report);
    const draw = () => drawTrend(tools, trend, cut(report.headline, LONGEST_TITLE));
    if (content.newer) return { content, standIn: { of: content.newer.kind, draw } };
    const picture = await draw();
    return { content, ...(picture && { files: [picture] }) };
  },
};

async function drawTrend(
  { painter, log }: Pick<AnswerTools, 'painter' | 'log'>,
  trend: Trend,
  title: string,
): Promise<SharedFile | undefined> {
  try {
    return { filename: 'trend.png', title, altText: title, content: await painter.draw(trendSvg(trend)) };
  } catch (error) {
    log.error({ environment: trend.environment, error: describeError(error) }, 'a picture could not be drawn');
    return undefined;
  }
}

/** What a look at one job asks. */
function lookingAtJob({ history, captures, redactor, clock }: AnswerTools, { stack, ended: signal }: About): LogsTools {
  const { focusServer, rabbitmq, mongodb, name, capture: capturesAll } = stack.environment;
  return {
    snapshot: () => stack.snapshot(signal),
    ...(stack.kubernetes && { connection: stack.kubernetes }),
    ...{ focusServer, ...(rabbitmq && { rabbitmq }), ...(mongodb && { mongodb }) },
    ...{ captures, redactor, clock, signal, capturesAll },
    known: (signatures) => history.knownErrors(name, signatures),
  };
}

/** As an investigation is told. */
export function asJobInSlack(
  request: LookupRequest,
  { jobId }: Asked<'job'>,
): AskedInSlack & { readonly jobId: string } {
  const { lookup: investigation, environment, requestedBy, channel, thread } = request;
  return { investigation, jobId, environment, requestedBy, channel, ...(thread !== undefined && { thread }) };
}

/** From a look-up's question to its answer in Slack. */
export function createAnswerLookup(tools: AnswerTools) {
  return async (request: LookupRequest, how: LookupTools): Promise<void> => {
    const stack = tools.stacks.get(request.environment);
    if (!stack)
      throw new ExplainedError(`there is no environment ${request.environment} any more`, 'Type `/focus help`');
    const ended = AbortSignal.any([how.signal, how.cancelled]);
    const answer = await answerOf(request.asked, tools, { ...how, stack, request, ended });
    if (answer) await tools.lookupTeller.answer(request, answer);
  };
}

function answerOf<K extends LookupKind>(asked: Asked<K>, ...about: [AnswerTools, About]) {
  const answer: Answers<K> = answers[asked.kind as K];
  return answer(...about, asked);
}
