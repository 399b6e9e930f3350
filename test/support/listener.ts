import type { Asker } from '#access/access.ts';
import { PREFIX } from '#queue/names.ts';
import type { Connection } from '#slack/edge/bolt-app.ts';
import { createListener, type Listener, type ListenerOptions } from '#slack/edge/listen.ts';
import { createSeen } from '#slack/edge/once.ts';
import type { SlackWorld } from './slack-world.ts';

/** Both ways in which Slack reaches the bot. */
export const connections: Readonly<Record<string, (world: SlackWorld) => Connection>> = {
  'Socket Mode': ({ slack }) => ({ kind: 'socket', appToken: slack.appToken }),
  'signed HTTP': ({ slack }) => ({ kind: 'http', signingSecret: slack.signingSecret, host: '127.0.0.1', port: 0 }),
};

/** The bot's edge to the lab's Slack; without commands and actions unless told. */
export function listenTo(
  world: SlackWorld,
  options: Partial<ListenerOptions> & { readonly connection: Connection },
): Listener {
  const { slack, clock, log, redis } = world;
  const seen = createSeen(redis, PREFIX, log);
  const { botToken, apiUrl } = slack;
  const door = { asking: <T>(_asker: Asker, work: () => Promise<T>) => work() };
  return createListener({ botToken, apiUrl, clock, log, seen, door, commands: [], actions: [], ...options });
}

/** Resolves when what people do in the lab's Slack reaches the bot. */
export async function startListening({ slack }: SlackWorld, listener: Listener): Promise<void> {
  const port = await listener.start();
  if (port !== undefined) slack.setRequestUrl(`http://127.0.0.1:${port}/slack/events`);
  else await slack.waitForSocket();
}
