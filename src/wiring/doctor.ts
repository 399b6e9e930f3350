import type { Check } from '#checks/check.ts';
import type { Environment } from '#config/environment.ts';
import type { Survey } from '#config.ts';
import { lookAtFocusServer } from '#doctor/focus-server.ts';
import { lookAtKubernetes } from '#doctor/kubernetes.ts';
import { type Line, type Place, unknown } from '#doctor/line.ts';
import { type Examination, examine } from '#doctor/look.ts';
import { lookAtMongodb } from '#doctor/mongodb.ts';
import { lookAtRabbitmq } from '#doctor/rabbitmq.ts';
import { lookAtRedis } from '#doctor/redis.ts';
import { settingsFindings } from '#doctor/settings.ts';
import { lookAtSlack, type Said, type SlackTools } from '#doctor/slack.ts';
import { BlindError } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { describeError, explainedIn } from '#lib/errors.ts';
import { silentLog } from '#lib/logger.ts';
import { createRedactor } from '#lib/redact.ts';
import { connectKubernetes } from '#probes/kubernetes/client.ts';
import { loadDriver } from '#probes/mongodb/client.ts';
import { ownTrouble } from '#probes/own-trouble.ts';
import { address, another, answering, workerRedis } from '#queue/connection.ts';
import { prefixOf } from '#queue/names.ts';
import { redisMistake } from '#queue/redis-answers.ts';
import { createSlackClient } from '#slack/edge/client.ts';
import { proxyTo } from '#slack/edge/proxy.ts';
import { describeFailure, judgeFailure } from '#slack/message/failure.ts';
import { throughTunnelOf } from './tunnel.ts';

export type SetUp = Omit<Survey, 'whole'>;

export interface Asked {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Of one environment alone; of none where it is `none`, of all unless told. */
  readonly environments?: readonly string[];
  /** A channel to send a test message to. */
  readonly send?: string;
}

/** Looks at all that the bot is set up with, on connections of its own, and says what works. */
export async function examineAll(setUp: SetUp, asked: Asked): Promise<readonly Line[]> {
  const { clock, signal, environments } = asked;
  const wanted = setUp.environments.filter(({ name }) => environments?.includes(name) ?? true);
  const stacks = await Promise.all(wanted.map((environment) => stackParts(environment, clock)));
  const parts = [
    { part: 'settings', look: async () => settingsFindings(setUp) } as const,
    redisPart(setUp, clock),
    slackPart(setUp, asked),
    ...stacks.flat(),
  ];
  return examine(parts, { clock, signal }, createRedactor(setUp.redact).redact);
}

/** A machine that is busy may take longer than a person waits. */
const REDIS_MS = 4_000;

const REDIS_NAMES = {
  address: 'REDIS_URL in .env',
  ca: 'NODE_EXTRA_CA_CERTS in the environment that the bot is started in',
};

function redisPart({ settings }: SetUp, clock: Clock): Examination {
  const { REDIS_URL: url, REDIS_PREFIX } = settings;
  if (url === undefined || REDIS_PREFIX === undefined) return notAsked('redis', 'REDIS_URL or REDIS_PREFIX');
  return {
    part: 'redis',
    async look(looking) {
      const redis = workerRedis(url, silentLog);
      try {
        const tools = {
          ...{ url, redis, prefix: prefixOf(REDIS_PREFIX) },
          another: () => another(redis, silentLog, 'wait'),
          address: () => address(redis),
          answering: <T>(work: () => Promise<T>) =>
            answering(redis, 'it is not reached', work, clock.timeout(REDIS_MS)).catch((error: unknown) => {
              const mistake = redisMistake(redis, error);
              if (mistake) throw new BlindError('misdirected', mistake.message, { mend: mistake.advice });
              const own = ownTrouble(error, REDIS_NAMES);
              if (own?.reason !== 'not-trusted') throw error;
              const said = `Redis at ${address(redis)} shows a certificate that the bot does not trust`;
              throw new BlindError(own.reason, `${said}: ${describeError(error)}`, { mend: own.mend });
            }),
        };
        return await lookAtRedis(tools, looking);
      } finally {
        redis.disconnect();
      }
    },
  };
}

function slackPart({ settings, checks, api }: SetUp, { clock, send }: Asked): Examination {
  const { SLACK_BOT_TOKEN: token, SLACK_APP_TOKEN: appToken, SLACK_API_URL: apiUrl } = settings;
  if (token === undefined || apiUrl === undefined) return notAsked('slack', 'SLACK_BOT_TOKEN or SLACK_API_URL');
  const proxy = proxyTo(settings);
  const around = { apiUrl, ...(proxy && { proxy }), clock, log: silentLog };
  const asking = (token: string) => askSlack(createSlackClient({ token, ...around }));
  const tools: SlackTools = {
    ask: asking(token),
    ...(appToken !== undefined && { askAsApp: asking(appToken) }),
    address: `http://${settings.HTTP_HOST}:${settings.PORT}/slack/events`,
    channels: channelsOf(checks, api?.alertmanager.channel),
    ...(send !== undefined && { send }),
  };
  const look: Examination['look'] = (looking) => lookAtSlack(tools, looking).finally(() => proxy?.close());
  return { part: 'slack', look };
}

function notAsked(part: Place['part'], setting: string): Examination {
  return { part, look: async () => [unknown(`not looked at: ${setting} is not set, or wrong`)] };
}

function askSlack(client: ReturnType<typeof createSlackClient>): SlackTools['ask'] {
  return async (method, args = {}): Promise<Said> => {
    try {
      const body = await client.apiCall(method, args);
      const granted = body.response_metadata?.scopes;
      return { kind: 'answered', body, ...(granted && { scopes: granted }) };
    } catch (error) {
      const failure = judgeFailure(error);
      if (failure.kind === 'refused') return failure;
      const own = explainedIn(error);
      return { kind: 'unanswered', detail: own?.message ?? describeFailure(error), ...(own && { mend: own.advice }) };
    }
  };
}

function channelsOf(checks: readonly Check[], ofAlerts: string | undefined): ReadonlyMap<string, readonly string[]> {
  const places = checks.flatMap(({ name, channel, escalate }) => [
    { id: channel, name },
    { id: escalate?.channel, name },
  ]);
  const uses = [...places, { id: ofAlerts, name: 'api.alertmanager' }].flatMap(({ id, name }) =>
    id === undefined ? [] : [{ id, name }],
  );
  const byChannel = Map.groupBy(uses, ({ id }) => id);
  return new Map([...byChannel].map(([id, of]) => [id, [...new Set(of.map(({ name }) => name))]]));
}

/** What is not configured is not looked at. The libraries are loaded before: that is no silence of what is looked at. */
async function stackParts(configured: Environment, clock: Clock): Promise<readonly Examination[]> {
  const { name: environment, ...of } = throughTunnelOf(configured, clock);
  const { focusServer, rabbitmq, mongodb } = of;
  const kubernetes = of.kubernetes && connectKubernetes(of.kubernetes, clock);
  await Promise.all([kubernetes?.prepare(), mongodb && loadDriver()]);
  const part = (part: Place['part'], look: Examination['look']): Examination => ({ environment, part, look });
  return [
    part('focus-server', (looking) => lookAtFocusServer(focusServer, looking)),
    ...(kubernetes ? [part('kubernetes', (looking) => lookAtKubernetes(kubernetes, looking))] : []),
    ...(rabbitmq ? [part('rabbitmq', (looking) => lookAtRabbitmq(rabbitmq, looking))] : []),
    ...(mongodb ? [part('mongodb', (looking) => lookAtMongodb(mongodb, looking))] : []),
  ];
}
