import type { Config } from '#config.ts';
import { createHistory } from '#history/history.ts';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { createLookupQueue } from '#queue/ask-lookup.ts';
import { answering, failFastRedis } from '#queue/connection.ts';
import { createEnqueue } from '#queue/enqueue.ts';
import { createActions } from '#slack/actions/index.ts';
import type { Connection } from '#slack/bolt-app.ts';
import { createSlackClient } from '#slack/client.ts';
import type { Enqueue } from '#slack/commands/enqueue.ts';
import { createCommands } from '#slack/commands/index.ts';
import type { LookUp } from '#slack/commands/look-up.ts';
import { createListener } from '#slack/listen.ts';
import { whereSent } from '#slack/message/outbox.ts';
import { createSeen } from '#slack/seen.ts';
import { PREFIX } from './prefix.ts';

/** Process 1: Slack → queue. */
export interface Bot {
  troubles(): readonly string[];
  close(): Promise<void>;
}

export async function openBot(
  { settings, environments, defaultEnvironment }: Config,
  clock: Clock,
  log: Log,
): Promise<Bot> {
  const redis = failFastRedis(settings.REDIS_URL, log);
  const names = environments.map(({ name }) => name);
  const queue = createEnqueue({ redis, prefix: PREFIX, environments: names, clock, log });
  const lookups = createLookupQueue({ redis, prefix: PREFIX, clock, log });
  const history = createHistory({ redis, prefix: PREFIX, clock, log });
  const slack = { botToken: settings.SLACK_BOT_TOKEN ?? '', apiUrl: settings.SLACK_API_URL, clock, log };
  const client = createSlackClient({ ...slack, token: slack.botToken });

  const linkTo = async (investigation: string): Promise<string | undefined> => {
    try {
      const sent = await whereSent(redis, investigation);
      return sent && (await client.chat.getPermalink({ channel: sent.channel, message_ts: sent.ts })).permalink;
    } catch (error) {
      log.warn({ investigation, failure: describeError(error) }, 'there is no link to a running investigation');
      return undefined;
    }
  };
  const enqueue: Enqueue = async ({ triggerId, ...asked }) => {
    const enqueued = await queue.enqueue({ ...asked, delivery: triggerId });
    if (enqueued.kind === 'enqueued') return enqueued;
    const link = await linkTo(enqueued.investigation);
    return { kind: 'already-running', ...(link && { link }) };
  };
  const defaultsOf = (name: string) =>
    environments.find((environment) => environment.name === name)?.focusServer.defaults ?? {};
  const reportOf = (investigation: string) =>
    answering(redis, 'The report could not be read', () => history.report(investigation));
  const lookUp: LookUp = async ({ triggerId, lookup, ...asked }) => {
    const { workers } = await lookups.ask({ ...asked, asked: lookup, delivery: triggerId });
    return { kind: 'enqueued', workers };
  };
  const tools = {
    environments: names,
    defaultEnvironment,
    defaultsOf,
    enqueue,
    lookUp,
    stopFollow: lookups.stop,
    reportOf,
    clock,
  };
  const listener = createListener({
    ...slack,
    connection: connectionOf(settings),
    commands: createCommands(tools),
    actions: createActions(tools),
    seen: createSeen(redis, log),
  });
  // A command must not find Redis still connecting; without Redis the bot starts all the same, and says so to who asks.
  await answering(redis, 'Redis was not there at the start', () => redis.ping()).catch((error) =>
    log.warn({ failure: describeError(error) }, 'requests cannot be stored yet'),
  );
  await listener.start();

  return {
    troubles: () => (redis.status === 'ready' ? [] : [`the bot's Redis is ${redis.status}`]),
    async close() {
      await listener.stop();
      await Promise.all([queue.close(), lookups.close()]);
      redis.disconnect();
    },
  };
}

/** Socket Mode wherever there is a token for it. */
function connectionOf({ SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, PORT }: Config['settings']): Connection {
  if (SLACK_APP_TOKEN) return { kind: 'socket', appToken: SLACK_APP_TOKEN };
  return { kind: 'http', signingSecret: SLACK_SIGNING_SECRET ?? '', host: '0.0.0.0', port: PORT };
}
