import { createDoor } from '#access/door.ts';
import { incidentOf } from '#checks/book.ts';
import { createBookStore } from '#checks/book-store.ts';
import { recallExamination } from '#doctor/kept.ts';
import { createAudit } from '#history/audit.ts';
import { createCaptures } from '#history/captures.ts';
import { createHistory } from '#history/history.ts';
import { redisVersion } from '#history/redis-fitness.ts';
import { rules } from '#investigation/rules/index.ts';
import type { Clock } from '#lib/clock.ts';
import { describeError, ExplainedError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { createRedactor } from '#lib/redact.ts';
import { version } from '#lib/version.ts';
import { answering, failFastRedis, storing } from '#queue/connection.ts';
import { createEnqueue, createRunQueue } from '#queue/enqueue.ts';
import { createLookupQueue } from '#queue/lookups.ts';
import { prefixOf } from '#queue/names.ts';
import { isShared } from '#queue/requests.ts';
import { createSchedules } from '#queue/schedules.ts';
import { createUnderWay } from '#queue/under-way.ts';
import { createActions } from '#slack/actions/index.ts';
import { isSlackUser } from '#slack/blocks/escape.ts';
import { homeView } from '#slack/blocks/home.ts';
import { createCommands } from '#slack/commands/index.ts';
import type { LookUp } from '#slack/commands/look-up.ts';
import type { Enqueue } from '#slack/commands/stored.ts';
import type { Connection } from '#slack/edge/bolt-app.ts';
import { createIsOpen } from '#slack/edge/channels.ts';
import { createSlackClient } from '#slack/edge/client.ts';
import { createListener } from '#slack/edge/listen.ts';
import { createSeen } from '#slack/edge/once.ts';
import { createPeople } from '#slack/edge/people.ts';
import { proxyTo } from '#slack/edge/proxy.ts';
import { createHome } from '#slack/home.ts';
import { describeFailure } from '#slack/message/failure.ts';
import { createLinkTo } from '#slack/message/links.ts';
import { workspaceOf } from '#slack/message/workspace.ts';
import { createShortcuts } from '#slack/shortcuts/index.ts';
import { createModals } from '#slack/views/index.ts';
import { silentCounts } from '#telemetry/counts.ts';
import { silentSpans } from '#telemetry/spans.ts';
import { redisFence } from '#trigger/fence.ts';
import { clientsOf, openApiOf } from '#wiring/api.ts';
import { createCancel } from '#wiring/cancel.ts';
import { guarded } from '#wiring/guarded.ts';
import { homeState } from '#wiring/home-state.ts';
import { onChanges } from '#wiring/on-changes.ts';
import type { Seen } from '#wiring/outside.ts';
import { createRunNow } from '#wiring/run-now.ts';
import type { Config } from './config.ts';

/** Process 1: Slack → queue. */
export interface Bot {
  troubles(): readonly string[];
  isSlackConnected(): boolean;
  close(): Promise<void>;
}

export async function openBot(
  config: Config,
  clock: Clock,
  log: Log,
  { counts = silentCounts, spans = silentSpans }: Partial<Seen> = {},
): Promise<Bot> {
  const { settings, environments, defaultEnvironment, checks } = config;
  const redis = failFastRedis(settings.REDIS_URL, log);
  const prefix = prefixOf(settings.REDIS_PREFIX);
  const names = environments.map(({ name }) => name);
  const remembering = { redis, prefix, clock, log };
  const telemetry = spans.queue ? { telemetry: spans.queue } : {};
  const queue = createEnqueue({ ...remembering, environments, ...telemetry });
  const { redact: mask } = createRedactor(config.redact);
  const lookups = createLookupQueue({ ...remembering, environments, redact: mask, ...telemetry });
  const underWay = createUnderWay({ ...remembering, environments: names });
  const fence = redisFence(redis, `${prefix}:fence`);
  const history = createHistory(remembering);
  const store = createBookStore(remembering);
  const schedules = createSchedules(remembering);
  const lines = createRunQueue(remembering);
  const proxy = proxyTo(settings);
  const slack = {
    ...{ botToken: settings.SLACK_BOT_TOKEN ?? '', apiUrl: settings.SLACK_API_URL, clock, log, counts },
    ...(proxy && { proxy }),
  };
  const client = createSlackClient({ ...slack, token: slack.botToken });
  const linkTo = createLinkTo({ client, redis, prefix, log });
  const people = createPeople({ client, clock, log });
  const isOpenChannel = createIsOpen({ client, people, clock, log });

  const linked = async (ids: readonly string[]) => {
    const waiting = await Promise.all(
      ids.map(async (id) => {
        const link = await linkTo(id);
        return { id, ...(link !== undefined && { link }) };
      }),
    );
    return { kind: 'too-many', waiting } as const;
  };
  const isOpenTo = async ({ channel, requestedBy }: { readonly channel: string; readonly requestedBy: string }) =>
    isSlackUser(requestedBy) && (await isOpenChannel(channel, requestedBy));
  const joined = async (investigation: string) => {
    const link = await linkTo(investigation);
    return { kind: 'already-running', investigation, ...(link && { link }) } as const;
  };
  const enqueue: Enqueue = async ({ triggerId, ...asked }) => {
    const isOpen = await isOpenTo(asked);
    const { environment } = asked;
    const enqueued = await spans.during('request', { environment, kind: 'timing' }, () =>
      queue.enqueue({ ...asked, isOpen, delivery: triggerId }),
    );
    if (enqueued.kind === 'enqueued' || enqueued.kind === 'line-full') return enqueued;
    if (enqueued.kind === 'too-many') return linked(enqueued.waiting);
    return joined(enqueued.investigation);
  };
  const lookUp: LookUp = async ({ triggerId, lookup, ...asked }) => {
    const { environment } = asked;
    const question = { ...asked, asked: lookup };
    const isOpen = isShared(question) && (await isOpenTo(asked));
    const enqueued = await spans.during('request', { environment, kind: lookup.kind }, () =>
      lookups.ask({ ...question, ...(isOpen && { isOpen }), delivery: triggerId }),
    );
    if (enqueued.kind === 'already-running') return joined(enqueued.investigation);
    return enqueued.kind === 'too-many' ? linked(enqueued.waiting) : enqueued;
  };
  const checkOf = (name: string) => checks.find((check) => check.name === name);
  const ownedBy = new Map(environments.map(({ name, access }) => [name, { ...config.access, ...access }]));
  const accessTo = (name?: string) => ownedBy.get(name ?? '') ?? config.access;
  const trail = createAudit({ redis, prefix });
  const door = createDoor({
    accessTo,
    clients: clientsOf(config),
    people,
    audit: async (line) => {
      const told = { ...line, ...(line.why !== undefined && { why: mask(line.why) }) };
      log.info({ audit: told }, 'audit');
      await answering(redis, 'The audit could not be written', () => trail.write(told)).catch((error) =>
        log.warn({ failure: describeError(error) }, 'the audit is in this log alone'),
      );
    },
    now: () => clock.now(),
  });
  const reach = guarded(
    {
      enqueue,
      lookUp,
      end: underWay.cancel,
      reportOf: (investigation) =>
        answering(redis, 'The report could not be read', () => history.report(investigation)),
      evidenceOf: (investigation) =>
        answering(redis, 'The log entries could not be read', () => history.evidence(investigation)),
      incidentOf: (id) =>
        answering(redis, 'The incident could not be read', async () => incidentOf(await store.read(), id)),
      record: (event) => answering(redis, storing('It'), () => store.record(event)),
      keepNote: (investigation, note) => answering(redis, storing('It'), () => history.keepNote(investigation, note)),
    },
    { door, environments: names, checkOf },
  );
  const tools = {
    ...reach,
    cancel: createCancel({
      ...{ underWay, end: reach.end, fence },
      isAnswered: (investigation) =>
        answering(redis, 'The report could not be read', async () => (await history.line(investigation)) !== undefined),
    }),
    environments: names,
    defaultEnvironment,
    defaultsOf: (name: string) =>
      environments.find((environment) => environment.name === name)?.focusServer.defaults ?? {},
    checks,
    causes: rules.map(({ id }) => id),
    checkOf,
    mask,
    runCheck: createRunNow({ checkOf, ...reach }),
    lastAudit: (count: number) =>
      door.through({ act: 'audit', environments: [], on: `the last ${count}` }, () =>
        answering(redis, 'The audit could not be read', () => trail.last(count)),
      ),
    running: { version: version(), node: process.versions.node, startedAt: clock.now() },
    redisVersion: () => answering(redis, 'The version of Redis could not be read', () => redisVersion(redis)),
    clock,
  };
  const shown = {
    environments: names,
    checks,
    history,
    store,
    line: lines.line,
    nextTicks: schedules.nextTicks,
    linkTo,
    refusal: (user: string, name: string) => door.refusal({ user }, 'look', name),
    examination: () => recallExamination(redis, prefix),
    answering: <T>(work: () => Promise<T>) => answering(redis, 'The state could not be read', work),
    clock,
  };
  const home = createHome({ client, viewOf: async (user) => homeView(await homeState(shown, user)), clock, log });
  const stopListening = onChanges(redis, prefix, log, home.changed);
  const listener = createListener({
    ...slack,
    connection: connectionOf(settings),
    commands: createCommands(tools),
    actions: createActions(tools),
    shortcuts: createShortcuts(tools),
    modals: createModals(tools),
    home,
    door,
    seen: createSeen(redis, prefix, log),
  });
  // A command must not find Redis still connecting; without Redis the bot starts all the same, and says so to who asks.
  await answering(redis, 'Redis was not there at the start', () => redis.ping()).catch((error) =>
    log.warn({ failure: describeError(error) }, 'requests cannot be stored yet'),
  );
  const { api } = config;
  const { defaultsOf } = tools;
  const workspace = () =>
    workspaceOf(client).catch((error: unknown) => {
      const told = `Slack did not say which workspace is the bot's: ${describeFailure(error)}`;
      throw new ExplainedError(told, 'Try again, or ask without slack_message', { cause: error });
    });
  const captures = createCaptures(remembering);
  const forPrograms = {
    reach,
    door,
    redis,
    prefix,
    history,
    captures,
    fence,
    linkTo,
    defaultsOf,
    workspace,
    clock,
    log,
  };
  const apiServer = api && (await openApiOf({ ...forPrograms, config: { ...config, api } }));
  await listener.start();

  return {
    troubles: () => [
      ...(redis.status === 'ready' ? [] : [`the bot's Redis is ${redis.status}`]),
      ...(listener.isConnected() ? [] : ['Slack is not connected']),
    ],
    isSlackConnected: listener.isConnected,
    async close() {
      stopListening();
      await Promise.all([listener.stop(), apiServer?.close()]);
      await Promise.all([home, queue, lookups, underWay, schedules, lines].map((part) => part.close()));
      redis.disconnect();
    },
  };
}

/** Socket Mode wherever there is a token for it. */
export function connectionOf({
  SLACK_APP_TOKEN,
  SLACK_SIGNING_SECRET,
  HTTP_HOST,
  PORT,
}: Config['settings']): Connection {
  if (SLACK_APP_TOKEN) return { kind: 'socket', appToken: SLACK_APP_TOKEN };
  return { kind: 'http', signingSecret: SLACK_SIGNING_SECRET ?? '', host: HTTP_HOST, port: PORT };
}
