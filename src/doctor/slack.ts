import { z } from 'zod';
import { joinFirst } from '#lib/join-words.ts';
import { type Finding, ok, unknown, wrong } from './line.ts';
import { isReached, type Looking, look, reach } from './look.ts';
import { scopes } from './scopes.ts';

/** What came of one call of Slack. */
export type Said =
  | { readonly kind: 'answered'; readonly body: unknown; readonly scopes?: readonly string[] }
  /** With Slack's word for it, such as `invalid_auth`. */
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'unanswered'; readonly detail: string; readonly mend?: string };

/** Slack, as the doctor is given it. */
export interface SlackTools {
  /** With the bot's token. */
  ask(method: string, args?: Readonly<Record<string, string>>): Promise<Said>;
  /** With the app's token; absent where Slack calls the bot over HTTP. */
  readonly askAsApp?: (method: string) => Promise<Said>;
  /** Where Slack's requests are taken, where there is no Socket Mode. */
  readonly address: string;
  /** Those in which checks and `api.alertmanager` alert, and which. */
  readonly channels: ReadonlyMap<string, readonly string[]>;
  /** A channel that a test message is to be sent to. */
  readonly send?: string;
}

const INSTALL = 'Install the app anew from manifest.yml';

/** The tokens, the scopes, the way in, and the channels of checks. Only with `send` something is posted. */
export async function lookAtSlack(tools: SlackTools, looking: Looking): Promise<readonly Finding[]> {
  const { send } = tools;
  const [bot, way] = await Promise.all([lookAtBot(tools, looking), lookAtWay(tools, looking)]);
  if (!isReached(bot)) return [...bot, ...way];
  const channels = await Promise.all(
    [...tools.channels].map(([channel, checks]) =>
      look(looking, () => lookAtChannel(tools, channel, `${joinFirst(checks, 2)} alerts there`)),
    ),
  );
  const sent = send === undefined ? [] : await look(looking, () => sendTo(tools, send));
  return [...bot, ...way, ...channels.flat(), ...sent];
}

const self = z.object({ team: z.string().catch('a team'), user: z.string().catch('the bot') });

function lookAtBot({ ask }: SlackTools, looking: Looking): Promise<readonly Finding[]> {
  return reach(looking, REACH, async () => {
    const said = await ask('auth.test');
    if (said.kind === 'unanswered') return [wrong(said.detail, said.mend ?? REACH)];
    if (said.kind === 'refused')
      return [
        wrong(
          `Slack says ${said.error} of the bot token`,
          'Put the Bot User OAuth Token of the installed app (xoxb-…) into SLACK_BOT_TOKEN in .env',
        ),
      ];
    const { team, user } = self.parse(said.body);
    return [ok(`@${user} in ${team}`), ...scopeFindings(said.scopes)];
  });
}

const REACH = 'Let this machine reach Slack, or set HTTPS_PROXY in .env';

function scopeFindings(granted: readonly string[] | undefined): readonly Finding[] {
  if (!granted) return [unknown('which scopes its token has is not told')];
  const missing = Object.entries(scopes).filter(([scope]) => !granted.includes(scope));
  if (missing.length === 0) return [ok('has all scopes of manifest.yml')];
  return missing.map(([scope, lost]) => wrong(`the scope ${scope} is missing: ${lost}`, INSTALL));
}

async function lookAtWay({ askAsApp, address }: SlackTools, looking: Looking): Promise<readonly Finding[]> {
  if (!askAsApp)
    return [
      unknown(
        `requests of Slack are taken at ${address}; whether they get there is not seen from here`,
        'In the Slack app, Event Subscriptions → Request URL must say Verified',
      ),
    ];
  return look(looking, async () => {
    const said = await askAsApp('apps.connections.open');
    if (said.kind === 'answered') return [ok('Socket Mode opens')];
    if (said.kind === 'unanswered')
      return [unknown(`whether Socket Mode opens is not known: ${said.detail}`, said.mend)];
    return [
      wrong(
        `Slack says ${said.error} of the app token`,
        'Put an app-level token with connections:write (xapp-…) into SLACK_APP_TOKEN in .env, and switch Socket Mode on',
      ),
    ];
  });
}

const channel = z.object({
  channel: z.object({
    name: z.string().catch(''),
    is_member: z.boolean().catch(false),
    is_archived: z.boolean().catch(false),
  }),
});

async function lookAtChannel({ ask }: SlackTools, id: string, use: string): Promise<readonly Finding[]> {
  const said = await ask('conversations.info', { channel: id });
  if (said.kind === 'unanswered') return [unknown(`channel ${id} was not seen: ${said.detail}`)];
  if (said.kind === 'refused') {
    // Of a private channel that it is not in, Slack says the same as of one that is not there.
    if (said.error === 'channel_not_found')
      return [
        wrong(
          `there is no channel ${id} that the bot sees; ${use}`,
          `Correct its id in focus.yml, or type in it: /invite @focus`,
        ),
      ];
    return [unknown(`channel ${id} was not seen: ${said.error}; ${use}`, 'focus -- doctor --send tries it out')];
  }
  const { name, is_member, is_archived } = channel.parse(said.body).channel;
  if (is_archived) return [wrong(`#${name} is archived; ${use}`, 'Name another channel in focus.yml')];
  if (!is_member) return [wrong(`the bot is not in #${name}; ${use}`, `Type in #${name}: /invite @focus`)];
  return [ok(`is in #${name}`)];
}

async function sendTo({ ask }: SlackTools, to: string): Promise<readonly Finding[]> {
  const said = await ask('chat.postMessage', { channel: to, text: 'A test message of Focus bot: it can post here.' });
  if (said.kind === 'answered') return [ok(`posted a test message in ${to}`)];
  const why = said.kind === 'refused' ? said.error : said.detail;
  return [wrong(`a test message to ${to} was not taken: ${why}`, 'Type there: /invite @focus')];
}
