import { Problem } from './problem.ts';
import type { ApiTools, ToldIn } from './tools.ts';

interface AskedPlace {
  readonly slack_message?: string;
  readonly channel?: string;
}

/** Where in Slack an answer is told too, from the link of a message in the bot's own workspace or the id of a channel. */
export async function toldIn(asked: AskedPlace, tools: Pick<ApiTools, 'workspace'>): Promise<ToldIn> {
  const { slack_message: message, channel } = asked;
  if (message === undefined) return channel === undefined ? {} : { channel };
  if (channel !== undefined) throw wrong('channel', 'slack_message says the channel already; leave one of the two out');
  const place = placeOf(message);
  if (!place) throw wrong('slack_message', `came ${message.slice(0, 80)}; ${EXPECTED}`);
  const { host, isOfEnterprise } = await tools.workspace();
  const came = new URL(message).hostname;
  if (host !== '' && (came === host || (isOfEnterprise && came.endsWith('.enterprise.slack.com')))) return place;
  const own = host === '' ? 'one whose address Slack does not tell' : `${host} alone`;
  throw wrong('slack_message', `came the link of a message in ${came}; the bot is in ${own}`);
}

const EXPECTED =
  'the link of a message, as Slack copies it: https://….slack.com/archives/C0123456789/p1763041234567890';

function placeOf(link: string): Required<ToldIn> | undefined {
  const url = URL.parse(link);
  if (url?.protocol !== 'https:' || !url.hostname.endsWith('.slack.com') || url.username || url.port) return undefined;
  const [, channel, seconds, micros] = /^\/archives\/([CGD][A-Z0-9]{2,20})\/p(\d{10})(\d{6})$/.exec(url.pathname) ?? [];
  if (channel === undefined) return undefined;
  // The link of a reply names the message that its thread is of.
  const thread = url.searchParams.get('thread_ts');
  if (thread !== null && !/^\d{10}\.\d{6}$/.test(thread)) return undefined;
  return { channel, thread: thread ?? `${seconds}.${micros}` };
}

function wrong(field: string, message: string): Problem {
  return new Problem(400, 'The question has a mistake', { mistakes: [{ field, message }] });
}
