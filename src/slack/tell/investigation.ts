import type { Investigated } from '#investigation/investigate.ts';
import type { Observation } from '#investigation/observation.ts';
import type { Opinion } from '#investigation/past/opinion.ts';
import { type Asked, beginning, waiting, watching } from '#investigation/report/progress.ts';
import type { Report } from '#investigation/report/report.ts';
import type { Subject } from '#investigation/subject.ts';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import type { Asker } from '#queue/askers.ts';
import type { Spans } from '#telemetry/spans.ts';
import { type CancelledInvestigation, cancelledMessage } from '../blocks/cancelled.ts';
import { isSlackUser } from '../blocks/escape.ts';
import { lostMessage, rootProgress } from '../blocks/progress.ts';
import { messageLink, said } from '../blocks/rich.ts';
import { rootReport } from '../blocks/root.ts';
import type { Content } from '../message/content.ts';
import type { Edits } from '../message/edit.ts';
import type { Late } from '../message/late.ts';
import type { MessageRef } from '../message/outbox.ts';
import type { Messenger } from '../message/post.ts';
import { createReportReply, type Draw } from './report-reply.ts';

/** The question that an investigation answers, and where. */
export interface AskedInSlack extends Asked {
  /** Slack channel id. */
  readonly channel: string;
  /** Slack ts of the message under which the answer belongs; without it the answer is a message of its own. */
  readonly thread?: string;
  readonly timeoutMs?: number;
}

/** What an investigation lets be known while it runs. */
export interface Told {
  onSubject(subject: Subject): void;
  onObservation(observation: Observation): void;
}

/** The messages of investigations, from the first word to the last. */
export interface Teller {
  /** Posts the one root message, unless it is there. */
  announce(request: AskedInSlack, position: number): Promise<void>;
  waiting(request: AskedInSlack, position: number): Promise<void>;
  /** Shows progress while `run` runs, then its report; rejects with what `run` rejects. `attempt` rises with each worker. */
  during(request: AskedInSlack, attempt: number, run: (told: Told) => Promise<Investigated>): Promise<void>;
  /** Completes the telling of what an earlier attempt has found out. What Slack does not take is told later. */
  report(request: AskedInSlack, attempt: number, investigated: Investigated): Promise<void>;
  /** Lets the reply of a report show what somebody said of its verdict. */
  amend(message: MessageRef, report: Report, opinion: Opinion): Promise<void>;
  /** Tells on the root message who cancelled it, and what is left of it. There is no reply. */
  cancelled(
    request: AskedInSlack,
    attempt: number,
    cancelled: Pick<CancelledInvestigation, 'by' | 'left' | 'isKept'>,
  ): Promise<void>;
  /** Tells that there will be no report: on the root message, or to each who asked alone where the channel takes none. */
  lost(request: AskedInSlack, attempt: number, why: string): Promise<void>;
}

export interface TellerOptions {
  readonly messenger: Messenger;
  readonly late: Late;
  /** Who waits for an investigation, the first to ask first; empty where only its request says who. */
  askersOf(investigation: string): Promise<readonly Asker[]>;
  readonly draw: Draw;
  /** Where the pages of causes are. */
  readonly docsUrl?: string;
  readonly spans: Pick<Spans, 'during'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Progress is drawn anew this often; the messenger keeps Slack's pace. */
const REDRAW_MS = 2_000;
const FIRST_DRAW_MS = 1_000;

export function createTeller({ messenger, late, askersOf, draw, docsUrl, spans, clock, log }: TellerOptions): Teller {
  const replyOf = createReportReply({ messenger, draw, ...(docsUrl !== undefined && { docsUrl }) });
  async function askers({ investigation, requestedBy }: Pick<AskedInSlack, 'investigation' | 'requestedBy'>) {
    const known = await askersOf(investigation);
    return known.length > 0 ? known.map(({ user }) => user) : [requestedBy];
  }

  const open = async (request: AskedInSlack, position: number) => {
    const { investigation, channel, thread } = request;
    const progress = position > 0 ? waiting(request, position) : beginning(request);
    const content = rootProgress(progress, await askers(request));
    if (thread === undefined) return messenger.open(investigation, { channel, content, urgency: 'answer' });
    return messenger.reply(investigation, { channel, ts: thread }, content, 'answer');
  };

  const editsOf = async (request: AskedInSlack) => messenger.edits(await open(request, 0));

  const report = (request: AskedInSlack, attempt: number, investigated: Investigated) =>
    spans.during('tell', { environment: request.environment }, () => tell(request, attempt, investigated));

  async function tell(request: AskedInSlack, attempt: number, investigated: Investigated): Promise<void> {
    const root = await open(request, 0);
    const edits = messenger.edits(root);
    const people = await askers(request);
    const content = rootReport(investigated.report, request, people);
    const standing = { state: 'told', term: attempt } as const;
    edits.show(content, standing);
    // Drawn while the root is still being edited, and sent after it.
    const [ending, reply] = await Promise.all([edits.flush(), replyOf(investigated, people)]);
    // Another worker has taken it over, and tells it: one thread is of one run.
    if (ending.kind === 'overtaken') return;
    const { investigation, requestedBy: asker } = request;
    if (ending.kind === 'untold')
      await late.keep({ key: investigation, how: { kind: 'edit', of: root, standing }, content, asker }, ending.why);
    const to = { channel: root.channel, ts: request.thread ?? root.ts };
    if (reply) await late.tell({ key: `${investigation}:reply`, how: { kind: 'reply', to }, content: reply, asker });
    await tellElsewhere(request, root, content);
  }

  /** Who asked in another channel may not be in this one, where nothing notifies them. */
  async function tellElsewhere({ investigation, channel }: AskedInSlack, root: MessageRef, { text }: Content) {
    const elsewhere = (await askersOf(investigation)).filter((asker) => asker.channel !== channel);
    const others = elsewhere.filter(({ user }) => isSlackUser(user));
    const content = said([text, messageLink(root, 'What you asked for too')].join(' '));
    for (const { user } of others)
      await late.tell({
        key: `${investigation}:asker:${user}`,
        how: { kind: 'message', channel: user },
        content,
        asker: user,
      });
  }

  return {
    announce: async (request, position) => void (await open(request, position)),

    async waiting(request, position) {
      const edits = await editsOf(request);
      edits.show(rootProgress(waiting(request, position), await askers(request)), { state: 'waiting', term: 0 });
    },

    async during(request, attempt, run) {
      const edits = await editsOf(request);
      const drawing = drawProgress(request, attempt, edits, () => askers(request), clock);
      const investigated = await run(drawing.told).finally(drawing.stop);
      await report(request, attempt, investigated);
    },

    report,

    async amend(message, report, opinion) {
      const content = await replyOf({ report, opinion }, await askers(report));
      if (!content) return;
      const edits = messenger.edits(message);
      const standing = { state: 'corrected', term: opinion.at } as const;
      edits.show(content, standing);
      const ending = await edits.flush();
      const key = `${report.investigation}:opinion-${opinion.at}`;
      const how = { kind: 'edit', of: message, standing } as const;
      if (ending.kind === 'untold') await late.keep({ key, how, content, asker: opinion.by }, ending.why);
    },

    async cancelled(request, attempt, cancelled) {
      const { investigation, environment, requestedBy } = request;
      const root = await open(request, 0);
      const people = await askers(request);
      const content = cancelledMessage({ reference: investigation, environment, askers: people, ...cancelled });
      const edits = messenger.edits(root);
      const standing = { state: 'told', term: attempt } as const;
      edits.show(content, standing);
      const ending = await edits.flush();
      if (ending.kind === 'overtaken') return;
      const how = { kind: 'edit', of: root, standing } as const;
      if (ending.kind === 'untold')
        await late.keep({ key: investigation, how, content, asker: requestedBy }, ending.why);
      await tellElsewhere(request, root, content);
    },

    async lost(request, attempt, why) {
      const { investigation } = request;
      const content = lostMessage(lossOf(request), why);
      try {
        const root = await open(request, 0);
        const edits = messenger.edits(root);
        edits.show(content, { state: 'told', term: attempt });
        const ending = await edits.flush();
        if (ending.kind === 'untold') throw ending.why;
        await tellElsewhere(request, root, content);
      } catch (error) {
        log.warn({ investigation, error: describeError(error) }, 'its channel takes no message');
        for (const asker of await askers(request))
          await late.tell({
            key: `${investigation}:lost:${asker}`,
            how: { kind: 'message', channel: asker },
            content,
            asker,
          });
      }
    },
  };
}

function lossOf({ investigation, request, jobId, ...asked }: AskedInSlack) {
  return { ...asked, reference: investigation, command: request ? '/focus timing' : `/focus job ${jobId}` };
}

/** Draws what is known so far, again and again, until the question is answered: then the next drawing is the report. */
function drawProgress(
  request: AskedInSlack,
  term: number,
  edits: Edits,
  askers: () => Promise<readonly string[]>,
  clock: Clock,
): { told: Told; stop(): void } {
  const observations: Observation[] = [];
  const stopped = new AbortController();
  let subject: Subject | undefined;
  const draw = async () => {
    // Without Redis nothing is edited either.
    const people = await askers().catch(() => undefined);
    const progress = subject ? watching(request, subject, observations, clock.now()) : beginning(request);
    if (!stopped.signal.aborted) edits.show(rootProgress(progress, people), { state: 'running', term });
  };
  const loop = async () => {
    // The message says already that it begins.
    await clock.sleep(FIRST_DRAW_MS, stopped.signal);
    while (!stopped.signal.aborted) {
      await draw();
      await clock.sleep(REDRAW_MS, stopped.signal);
    }
  };
  loop().catch((error) => {
    if (!stopped.signal.aborted) throw error;
  });
  return {
    told: {
      onSubject(known) {
        subject = known;
      },
      onObservation(observation) {
        observations.push(observation);
        if (observation.fact.kind === 'metadata-answer' && observation.fact.answer === 'ready') stopped.abort();
      },
    },
    stop: () => stopped.abort(),
  };
}
