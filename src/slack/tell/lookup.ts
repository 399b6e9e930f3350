import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import type { HistoryReport } from '#lookups/history/report.ts';
import type { JobsReport } from '#lookups/jobs/report.ts';
import type { FollowState } from '#lookups/logs/follow-state.ts';
import type { LogFile, LogsReport } from '#lookups/logs/report.ts';
import type { StatusReport } from '#lookups/status/report.ts';
import type { TrendReport } from '#lookups/trend/report.ts';
import type { AskedLookup, LookupRequest } from '#queue/requests.ts';
import { type CheckRow, checksMessage } from '../blocks/checks.ts';
import { cut } from '../blocks/escape.ts';
import { followMessage } from '../blocks/follow.ts';
import { historyMessage } from '../blocks/history.ts';
import { jobsMessage } from '../blocks/jobs.ts';
import { logsFiles, logsMessage } from '../blocks/logs.ts';
import { lostMessage } from '../blocks/progress.ts';
import { statusMessage } from '../blocks/status.ts';
import { trendMessage } from '../blocks/trend.ts';
import type { Content } from '../message/content.ts';
import type { MessageRef } from '../message/outbox.ts';
import type { Messenger, SharedFile } from '../message/post.ts';

/** The messages of look-ups. Each is sent once, also when a worker dies meanwhile and another one answers again. */
export interface LookupTeller {
  logs(request: LookupRequest, report: LogsReport): Promise<void>;
  jobs(request: LookupRequest, report: JobsReport): Promise<void>;
  status(request: LookupRequest, report: StatusReport): Promise<void>;
  /** `at`: when the checks stood so, ms since the epoch. */
  checks(request: LookupRequest, rows: readonly CheckRow[], at: number): Promise<void>;
  history(request: LookupRequest, report: HistoryReport): Promise<void>;
  /** The picture, a PNG, goes into the thread. */
  trend(request: LookupRequest, report: TrendReport, picture: Buffer | undefined): Promise<void>;
  /** Shows one state after another on one message; the last one, which has an end, with the files. */
  following(request: LookupRequest, first: FollowState): Promise<Following>;
  /** A file in the thread that it was asked for in. */
  file(request: LookupRequest, file: SharedFile): Promise<void>;
  /** Tells that there will be no answer: in the channel, or to the asker alone where it takes none. */
  lost(request: LookupRequest, why: string): Promise<void>;
}

export interface Following {
  show(state: FollowState): void;
  end(state: FollowState, files: readonly LogFile[]): Promise<void>;
}

export interface LookupTellerOptions {
  readonly messenger: Messenger;
  readonly log: Log;
}

/** Slack takes 2,000 characters as the text that stands for a picture; nobody reads so much. */
const LONGEST_TITLE = 500;

export function createLookupTeller({ messenger, log }: LookupTellerOptions): LookupTeller {
  const open = ({ lookup, channel, thread }: LookupRequest, content: Content): Promise<MessageRef> =>
    thread === undefined
      ? messenger.open(lookup, { channel, content })
      : messenger.reply(lookup, { channel, ts: thread }, content);

  async function attach(to: MessageRef, lookup: string, files: readonly SharedFile[]): Promise<void> {
    for (const [index, file] of files.entries()) await messenger.upload(`${lookup}:file-${index}`, to, file);
  }

  return {
    async logs(request, report) {
      const root = await open(request, logsMessage(report));
      await attach(root, request.lookup, logsFiles(report));
    },

    async jobs(request, report) {
      const { content, file } = jobsMessage(report);
      const root = await open(request, content);
      await attach(root, request.lookup, file ? [file] : []);
    },

    status: async (request, report) => void (await open(request, statusMessage(report))),

    async checks(request, rows, at) {
      const { content, file } = checksMessage(rows, at);
      const root = await open(request, content);
      await attach(root, request.lookup, file ? [file] : []);
    },

    history: async (request, report) => void (await open(request, historyMessage(report))),

    async trend(request, report, picture) {
      const root = await open(request, trendMessage(report));
      const title = cut(report.headline, LONGEST_TITLE);
      const file = picture && { filename: 'trend.png', title, altText: title, content: picture };
      await attach(root, request.lookup, file ? [file] : []);
    },

    async following(request, first) {
      const root = await open(request, followMessage(first));
      const edits = messenger.edits(root);
      return {
        show: (state) => edits.show(followMessage(state)),
        async end(state, files) {
          edits.show(followMessage(state));
          await edits.flush();
          await attach(root, request.lookup, logsFiles({ files, notSeen: [] }));
        },
      };
    },

    async file({ lookup, channel, thread }, file) {
      await messenger.upload(`${lookup}:file`, { channel, ts: thread ?? '' }, file);
    },

    async lost(request, why) {
      const { lookup, requestedBy, environment, asked } = request;
      const content = lostMessage({ reference: lookup, environment, requestedBy, command: commandOf(asked) }, why);
      try {
        await open({ ...request, lookup: `${lookup}:lost` }, content);
      } catch (error) {
        log.warn({ lookup, error: describeError(error) }, 'its channel takes no message');
        await messenger.open(`${lookup}:lost-to`, { channel: requestedBy, content });
      }
    },
  };
}

function commandOf(asked: AskedLookup): string {
  switch (asked.kind) {
    case 'logs':
      return `/focus logs ${asked.request.jobId}`;
    case 'job':
      return `/focus job ${asked.jobId}`;
    case 'jobs':
      return '/focus jobs';
    case 'bundle':
      return '/focus timing';
    case 'status':
    case 'checks':
    case 'history':
    case 'trend':
      return `/focus ${asked.kind}`;
  }
}
