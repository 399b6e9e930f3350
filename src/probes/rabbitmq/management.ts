import axios, { type AxiosInstance } from 'axios';
import { z } from 'zod';
import { BlindError, type Look, type Why } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { DeadlineError, deadline } from '#lib/deadline.ts';
import { describeError } from '#lib/errors.ts';
import { spend } from '#lib/meter.ts';
import { type Line, openLine } from '../focus-server/line.ts';
import { namesInFocusYml, ownTrouble, tunnelTrouble } from '../own-trouble.ts';
import type { RabbitmqSettings } from './client.ts';

/** A queue as the management API tells it: the numbers are up to 5 s old, and absent of a queue younger than that. */
export interface ListedQueue {
  readonly name: string;
  readonly consumers?: number;
  readonly ready?: number;
}

export interface ListedPolicy {
  readonly name: string;
  readonly pattern: string;
  readonly 'apply-to': string;
  readonly priority: number;
  readonly definition: Readonly<Record<string, unknown>>;
}

/** Why queues are listed without numbers that are old enough to have some. */
export const NOT_TOLD: Why = {
  reason: 'not-told',
  detail: 'the management API lists queues without their consumers and messages',
  mend: "Take management.disable_stats and management_agent.disable_metrics_collector out of RabbitMQ's settings, or give the user of rabbitmq.managementUrl the tag monitoring; with rabbitmq.amqpUrl in focus.yml the bot counts without them",
};

export interface BrokerHealth {
  readonly version?: string;
  /** Such as `memory` or `disk`. */
  readonly alarms: readonly string[];
  readonly detail: string;
}

/** What it has on, and for whom. */
export interface Features {
  /** Undefined where it does not say. */
  readonly hasStatistics?: boolean;
  /** The tags of the user who asks. */
  readonly tags: readonly string[];
  /** `rabbitmq_event_exchange`: it publishes what happens to its queues. */
  readonly hasEventExchange: boolean;
}

/** RabbitMQ's management API, read. Every call has 3 s; a refused login or an unknown vhost is a BlindError. */
export interface Management {
  queues(stop: AbortSignal): Promise<Look<readonly ListedQueue[]>>;
  health(stop: AbortSignal): Promise<Look<BrokerHealth>>;
  /** Of the vhost. */
  policies(stop: AbortSignal): Promise<Look<readonly ListedPolicy[]>>;
  features(stop: AbortSignal): Promise<Look<Features>>;
  close(): void;
}

const TIMEOUT_MS = 3_000;
/** About 100,000 queues. */
const LONGEST_ANSWER = 16_000_000;

/** RabbitMQ leaves out what it has no statistics of: that is not zero. */
const number = z.number().optional().catch(undefined);
const queueList = z.array(z.object({ name: z.string(), consumers: number, messages_ready: number }));
const policyList = z.array(
  z.object({
    name: z.string(),
    pattern: z.string(),
    'apply-to': z.string().catch('all'),
    priority: z.number().catch(0),
    definition: z.record(z.string(), z.unknown()),
  }),
);
const refusal = z.object({ reason: z.string() });
const overview = z.object({ rabbitmq_version: z.string() });
const statistics = z.object({ disable_stats: z.boolean() });
/** A text with commas before RabbitMQ 3.9. */
const user = z.object({ tags: z.union([z.array(z.string()), z.string().transform((tags) => tags.split(','))]) });
const alarmList = z.object({ alarms: z.array(z.object({ resource: z.string() })) });

export function openManagement(
  settings: RabbitmqSettings & { readonly managementUrl: string },
  clock: Clock,
): Management {
  const line = openLine(settings);
  const { api, where } = createApi(settings.managementUrl, line);
  const vhost = encodeURIComponent(settings.vhost);
  let version: string | undefined;
  const get = async (path: string, stop: AbortSignal) => {
    const patience = deadline(clock, TIMEOUT_MS, stop);
    try {
      return await ask(api, where, path, patience.signal, troubleFrom(settings.tunnel, clock.now()));
    } finally {
      patience.clear();
    }
  };
  const listed = <T>(answer: Look<Answer>, schema: z.ZodType<T>, wanted: string): Look<T> => {
    if (answer.kind === 'unreachable') return answer;
    const { status, body } = answer.value;
    if (status === 401 || status === 403) throw refused(where, status, body);
    if (status === 404) throw new BlindError('misdirected', `${where} knows no vhost ${settings.vhost}`, NO_VHOST);
    const list = schema.safeParse(body);
    return status === 200 && list.success ? { kind: 'seen', value: list.data } : unexpected(where, wanted, status);
  };

  return {
    queues: async (stop) => {
      const answer = await get(`/api/queues/${vhost}?columns=name,consumers,messages_ready`, stop);
      const list = listed(answer, queueList, 'list of queues');
      if (list.kind === 'unreachable') return list;
      return {
        kind: 'seen',
        value: list.value.map(({ name, consumers, messages_ready: ready }) => ({
          name,
          ...(consumers !== undefined && { consumers }),
          ...(ready !== undefined && { ready }),
        })),
      };
    },
    policies: async (stop) => listed(await get(`/api/policies/${vhost}`, stop), policyList, 'list of policies'),
    health: async (stop) => {
      const answer = await get('/api/health/checks/alarms', stop);
      if (answer.kind === 'unreachable') return answer;
      version ??= await versionOf(() => get('/api/overview?columns=rabbitmq_version', stop));
      return { kind: 'seen', value: { ...(version ? { version } : {}), ...readAlarms(where, answer.value) } };
    },
    features: async (stop) => {
      const [who, about, exchange] = await Promise.all([
        get('/api/whoami', stop),
        get('/api/overview?columns=disable_stats', stop),
        get(`/api/exchanges/${vhost}/amq.rabbitmq.event?columns=name`, stop),
      ]);
      if (who.kind === 'unreachable') return who;
      if (about.kind === 'unreachable') return about;
      if (exchange.kind === 'unreachable') return exchange;
      const off = statistics.safeParse(about.value.body).data?.disable_stats;
      const hasEventExchange = exchange.value.status === 200;
      const tags = user.safeParse(who.value.body).data?.tags ?? [];
      return { kind: 'seen', value: { tags, hasEventExchange, ...(off !== undefined && { hasStatistics: !off }) } };
    },
    close: () => line.close(),
  };
}

const SETTINGS = namesInFocusYml('rabbitmq', 'managementUrl');
const NO_VHOST = { mend: 'Correct rabbitmq.vhost, or the path of rabbitmq.managementUrl, in focus.yml' };
const LOGIN =
  'Correct user and password in rabbitmq.managementUrl in focus.yml, and give the user the tag monitoring and rights on the vhost';

function refused(where: string, status: number, body: unknown): BlindError {
  const why = refusal.safeParse(body).data?.reason;
  const detail = `${where} refused the login with ${status}${why ? `: ${why}` : ''}`;
  return new BlindError('refused', detail, { mend: LOGIN });
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function versionOf(get: () => Promise<Look<Answer>>): Promise<string | undefined> {
  const about = await get();
  return about.kind === 'seen' ? overview.safeParse(about.value.body).data?.rabbitmq_version : undefined;
}

function createApi(address: string, line: Line) {
  const url = URL.parse(address);
  if (!url) throw new BlindError('failed', "the address of RabbitMQ's management API is not a URL");
  const auth = { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  url.username = '';
  url.password = '';
  const api = axios.create({
    httpAgent: line.http,
    httpsAgent: line.https,
    ...(auth.username ? { auth } : {}),
    baseURL: url.href.replace(/(?<!\/)\/+$/, ''),
    adapter: 'http',
    proxy: false,
    maxRedirects: 0,
    maxContentLength: LONGEST_ANSWER,
    responseType: 'json',
    validateStatus: () => true,
  });
  return { api, where: `the management API at ${url.origin}` };
}

function troubleFrom(tunnel: RabbitmqSettings['tunnel'], since: number) {
  return () => tunnelTrouble(tunnel, since);
}

async function ask(
  api: AxiosInstance,
  where: string,
  path: string,
  signal: AbortSignal,
  ofTunnel: () => ReturnType<typeof tunnelTrouble>,
): Promise<Look<Answer>> {
  try {
    spend('RabbitMQ', { requests: 1 });
    const { status, data, headers } = await api.get<unknown>(path, { signal });
    spend('RabbitMQ', { bytes: Number(headers['content-length']) || 0 });
    return { kind: 'seen', value: { status, body: data } };
  } catch (error) {
    const late = signal.reason instanceof DeadlineError;
    const tunnel = ofTunnel();
    if (tunnel) throw new BlindError(tunnel.reason, `asking ${where}: ${tunnel.detail}`, { mend: tunnel.mend });
    const own = late ? undefined : ownTrouble(error, SETTINGS);
    if (own) throw new BlindError(own.reason, `asking ${where}: ${describeError(error)}`, { mend: own.mend });
    const why = late ? `no answer in ${TIMEOUT_MS / 1_000} s` : describeError(error);
    return { kind: 'unreachable', detail: `asking ${where}: ${why}` };
  }
}

/** The check answers 200 without alarms and 503 with them. Who may list queues need not be allowed to ask. */
function readAlarms(where: string, { status, body }: Answer): Pick<BrokerHealth, 'alarms' | 'detail'> {
  const list = alarmList.safeParse(body);
  if (status === 200) return { alarms: [], detail: `${where} answers` };
  if (!list.success) return { alarms: [], detail: `${where} answers, and its alarms could not be read: ${status}` };
  const alarms = [...new Set(list.data.alarms.map(({ resource }) => resource))];
  return { alarms, detail: `${where} reports an alarm: ${alarms.join(', ')}` };
}

function unexpected(where: string, wanted: string, status: number): Look<never> {
  return { kind: 'unreachable', detail: `${where} answered ${status} without a ${wanted}` };
}
