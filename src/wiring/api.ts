import type { Redis } from 'ioredis';
import { clientUser } from '#access/access.ts';
import type { Door } from '#access/door.ts';
import { createBucket } from '#api/bucket.ts';
import { createIdempotency } from '#api/idempotency.ts';
import { type ApiServer, openApi } from '#api/serve.ts';
import type { ApiTools, Come, Stored } from '#api/tools.ts';
import { logFiles } from '#bundle/log-files.ts';
import type { Config } from '#config.ts';
import type { FindCapture } from '#history/capture.ts';
import type { History } from '#history/history.ts';
import { pageOf } from '#investigation/rules/index.ts';
import type { Clock } from '#lib/clock.ts';
import type { Log } from '#lib/logger.ts';
import { answering, storing } from '#queue/connection.ts';
import { endOf } from '#queue/ends.ts';
import { lookupId } from '#queue/names.ts';
import { createStandings } from '#queue/standing.ts';
import type { LinkTo } from '#slack/message/links.ts';
import type { Fence } from '#trigger/fence.ts';
import { bundleOf } from './bundle-of.ts';
import type { Reach } from './guarded.ts';

export interface OpenApiOptions extends Pick<ApiTools, 'defaultsOf' | 'workspace' | 'clock' | 'log'> {
  readonly config: Config & { readonly api: NonNullable<Config['api']> };
  readonly reach: Pick<Reach, 'enqueue' | 'lookUp' | 'evidenceOf'>;
  readonly door: Door;
  readonly redis: Redis;
  readonly prefix: string;
  readonly history: Pick<History, 'report' | 'evidence' | 'judgedBy'>;
  readonly captures: FindCapture;
  readonly fence: Pick<Fence, 'look'>;
  readonly linkTo: LinkTo;
  readonly clock: Clock;
  readonly log: Log;
}

/** The way in for programs, of the settings' `api`. */
export async function openApiOf(options: OpenApiOptions): Promise<ApiServer> {
  const { config, reach, door, redis, prefix, history, captures, fence, linkTo, clock, log, defaultsOf, workspace } =
    options;
  const { api, settings } = config;
  const environments = config.environments.map(({ name }) => name);
  const standings = createStandings({ redis, prefix, environments, log });
  const bucket = createBucket({ redis, prefix, clock });
  const sent = createIdempotency(redis, prefix);
  const base = (api.url ?? `http://${api.host.includes(':') ? `[${api.host}]` : api.host}:${api.port}`).replace(
    /(?<!\/)\/+$/,
    '',
  );
  const reportUrl = (id: string) => `${base}/v1/investigations/${id}`;
  const reading = <T>(work: () => Promise<T>) => answering(redis, 'What became of it could not be read', work);

  async function reported(id: string): Promise<Come | undefined> {
    const report = await history.report(id);
    return report && { kind: 'report', environment: report.environment, report };
  }

  async function comeOf(id: string): Promise<Come | undefined> {
    const report = await reported(id);
    if (report) return report;
    const [ended, standing] = await Promise.all([endOf(redis, prefix, id), standings.of(id)]);
    if (ended) return { kind: 'ended', environment: ended.environment, ended };
    if (!standing) return undefined;
    const { environment } = standing;
    if (standing.state !== 'over') {
      const jobId = standing.jobId ?? (await fence.look(id))?.answer?.job?.id;
      return { kind: 'under-way', environment, standing: { ...standing, ...(jobId !== undefined && { jobId }) } };
    }
    // Saved since it was looked for.
    const saved = await reported(id);
    const lost = { kind: 'lost', environment, why: 'It ended without a report' } as const;
    return saved ?? { kind: 'ended', environment, ended: lost };
  }

  const tools: ApiTools = {
    ...{
      environments,
      defaultEnvironment: config.defaultEnvironment,
      defaultsOf,
      workspace,
      door,
      clock,
      log,
      linkTo,
      reportUrl,
    },
    tokens: Object.fromEntries(Object.entries(api.clients).map(([name, { token }]) => [name, token])),
    environmentsOf: (client) => api.clients[client]?.environments ?? environments,
    takeTurn: (client) => answering(redis, 'The question could not be taken', () => bucket(client)),
    idempotency: {
      take: (key, body) => answering(redis, storing('The question'), () => sent.take(key, body)),
      keep: (key, body, id) => answering(redis, storing('The question'), () => sent.keep(key, body, id)),
    },
    async startJob({ delivery, channel, ...asked }): Promise<Stored> {
      const enqueued = await reach.enqueue({ ...asked, ...placeOf(channel), triggerId: `api:${delivery}` });
      if (enqueued.kind === 'enqueued' || enqueued.kind === 'already-running')
        return { kind: 'stored', id: enqueued.investigation };
      return { kind: 'full', why: whyFull(enqueued) };
    },
    async lookIntoJob({ delivery, channel, jobId, ...asked }): Promise<Stored> {
      const triggerId = `api:${delivery}`;
      const lookup = { kind: 'job', jobId } as const;
      const enqueued = await reach.lookUp({ ...asked, ...placeOf(channel), lookup, triggerId });
      if (enqueued.kind === 'enqueued') return { kind: 'stored', id: lookupId(triggerId) };
      if (enqueued.kind === 'already-running') return { kind: 'stored', id: enqueued.investigation };
      return { kind: 'full', why: whyFull(enqueued) };
    },
    comeOf: (id) => reading(() => comeOf(id)),
    async bundleOf(id) {
      const report = await reading(() => history.report(id));
      if (!report) return undefined;
      const deed = { act: 'evidence', environments: [report.environment], on: id } as const;
      return door.through(deed, () => reading(() => bundleOf({ history, captures, clock }, id)));
    },
    async logsOf(id) {
      const evidence = await reach.evidenceOf(id);
      return evidence && logFiles(evidence.observations);
    },
    async linksOf({ investigation, cause }) {
      const slack = await linkTo(investigation);
      const report = reportUrl(investigation);
      const page = pageOf(settings.DOCS_URL, cause);
      return {
        ...(slack !== undefined && { slack }),
        ...{ report, bundle: `${report}/bundle` },
        ...(page !== undefined && { cause: page }),
      };
    },
    alertmanager: api.alertmanager,
  };
  const server = await openApi(tools, { port: api.port, host: api.host, setting: 'api.port in focus.yml' });
  return {
    async close() {
      await server.close();
      await standings.close();
    },
  };
}

/** Clients of the settings, as the door knows them. */
export function clientsOf({ api }: Pick<Config, 'api'>) {
  return new Map(
    Object.entries(api?.clients ?? {}).map(([name, { token: _, ...client }]) => [clientUser(name), client]),
  );
}

function placeOf(channel: string | undefined) {
  return channel === undefined ? ({ channel: '', untold: true } as const) : { channel };
}

function whyFull(full: { readonly waiting: number | readonly unknown[] }): string {
  return typeof full.waiting === 'number'
    ? `${full.waiting} wait already, and the line takes no more`
    : `This client has ${full.waiting.length} under way; more are taken when one of them is over`;
}
