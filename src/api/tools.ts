import type { Door } from '#access/door.ts';
import type { Places } from '#asking/places.ts';
import type { ReportJson } from '#bundle/report-json.ts';
import type { Report } from '#investigation/report/report.ts';
import type { JobRequest } from '#investigation/subject.ts';
import type { Clock } from '#lib/clock.ts';
import type { Log } from '#lib/logger.ts';
import type { Ended } from '#queue/ends.ts';
import type { Standing } from '#queue/standing.ts';
import type { Idempotency } from './idempotency.ts';

/** Where in Slack it is told too; nowhere without a channel. */
export interface ToldIn {
  readonly channel?: string;
  /** Slack ts of the message under which it is told. */
  readonly thread?: string;
}

interface AskedAs extends ToldIn {
  readonly environment: string;
  readonly requestedBy: string;
  /** Equal for all that is one act of a client. */
  readonly delivery: string;
}

export type Stored =
  | { readonly kind: 'stored'; readonly id: string }
  /** Why nothing more is taken now. */
  | { readonly kind: 'full'; readonly why: string };

/** What an investigation came to, or how far it is. */
export type Come =
  | { readonly kind: 'report'; readonly environment: string; readonly report: Report }
  | { readonly kind: 'ended'; readonly environment: string; readonly ended: Ended }
  | { readonly kind: 'under-way'; readonly environment: string; readonly standing: Standing };

/** All that the API does and knows. What a client may not, rejects with a NotAllowedError. */
export interface ApiTools extends Places {
  defaultsOf(environment: string): Partial<JobRequest>;
  readonly door: Pick<Door, 'asking' | 'through' | 'among'>;
  /** Of each client. */
  readonly tokens: Readonly<Record<string, string>>;
  /** Those that a client may do anything in: it is told of no other. */
  environmentsOf(client: string): readonly string[];
  /** 0: the client may ask. Else it may in so many ms. */
  takeTurn(client: string): Promise<number>;
  readonly idempotency: Idempotency;
  startJob(asked: AskedAs & { readonly request: JobRequest; readonly timeoutMs: number }): Promise<Stored>;
  lookIntoJob(asked: AskedAs & { readonly jobId: string }): Promise<Stored>;
  /** Undefined where nobody asked for it, or long ago. Whoever reads it goes through the door first. */
  comeOf(id: string): Promise<Come | undefined>;
  /** Undefined where it is not kept. */
  bundleOf(id: string): Promise<Uint8Array | undefined>;
  /** By the name of each container's file; undefined where they are not kept. */
  logsOf(id: string): Promise<ReadonlyMap<string, string> | undefined>;
  linksOf(report: Report): Promise<ReportJson['links']>;
  /** The message in Slack; undefined where there is none. */
  linkTo(id: string): Promise<string | undefined>;
  reportUrl(id: string): string;
  /** The bot's own. Rejects with an ExplainedError where Slack does not say it. */
  workspace(): Promise<{ readonly host: string; readonly isOfEnterprise: boolean }>;
  /** What labels mean which environment, where none names it. */
  readonly alertmanager: ToldIn & {
    readonly environments: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
  readonly clock: Clock;
  readonly log: Log;
}
