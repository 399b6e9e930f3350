import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { scopes } from '#doctor/scopes.ts';
import { SLASH_COMMAND } from '#slack/edge/listen.ts';
import { createShortcuts } from '#slack/shortcuts/index.ts';
import { slackTools } from '../support/slack-tools.ts';

interface Manifest {
  readonly features: {
    readonly app_home: Readonly<Record<string, boolean>>;
    readonly shortcuts: readonly { readonly name: string; readonly type: string; readonly callback_id: string }[];
    readonly slash_commands: readonly {
      readonly command: string;
      readonly usage_hint: string;
      readonly should_escape: boolean;
    }[];
  };
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: { readonly event_subscriptions: { readonly bot_events: readonly string[] } };
}

const root = path.join(import.meta.dirname, '../..');
const manifest: Manifest = parse(readFileSync(path.join(root, 'manifest.yml'), 'utf8'));

/** The bot's scopes that a method needs, all of them. Source: the pages of the methods at docs.slack.dev/reference/methods. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  // With the app's token, whose scope connections:write is given by hand.
  'apps.connections.open': [],
  'auth.test': [],
  'chat.getPermalink': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  // Public and private channels.
  'conversations.history': ['channels:history', 'groups:history'],
  // Private channels are not asked about.
  'conversations.info': ['channels:read'],
  'conversations.replies': ['channels:history', 'groups:history'],
  filesUploadV2: ['files:write'],
  'usergroups.users.list': ['usergroups:read'],
  'users.info': ['users:read'],
  'views.open': [],
  'views.publish': [],
};

/** What the code listens to, by the bot's events of the manifest. Of messages it hears the direct ones. */
const EVENTS: Readonly<Record<string, { readonly event: string; readonly scopes: readonly string[] }>> = {
  app_home_opened: { event: 'app_home_opened', scopes: [] },
  app_mention: { event: 'app_mention', scopes: ['app_mentions:read'] },
  message: { event: 'message.im', scopes: ['im:history'] },
};

const slackSource = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('lab'))
  .map((file) => ({ file, source: readFileSync(path.join(root, 'src', file), 'utf8') }))
  .filter(({ file, source }) => file.startsWith('slack') || /'[@#]slack\//.test(source))
  .map(({ source }) => source)
  .join('\n');

/** `client.chat.update(…)`, `client.filesUploadV2(…)`, and the names of methods that are given as text. */
function methodsCalled(): string[] {
  const called = slackSource.matchAll(/\bclient\.((?:\w+\.)+\w+|filesUploadV2)\(/g);
  const named = slackSource.matchAll(/'((?:chat|conversations|files|reactions|users|views)\.\w+)'/g);
  return [...new Set([...called, ...named].map(([, method = '']) => method))].sort();
}

function eventsHeard() {
  const heard = [...slackSource.matchAll(/\bapp\.event\('(\w+)'/g)].map(([, event = '']) => event);
  return heard.map((event) => EVENTS[event] ?? { event: `${event} is not in the table of this test`, scopes: [] });
}

describe('the manifest of the Slack app', () => {
  it('has the one slash command that the code registers, with its text as it was typed', () => {
    expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual([SLASH_COMMAND]);
    expect(manifest.features.slash_commands[0]?.should_escape).toBe(false);
  });

  it('names every command in the hint that Slack shows while one types', () => {
    const read = (file: string) => readFileSync(path.join(root, 'src/slack/commands', file), 'utf8');
    const listed = [...read('index.ts').matchAll(/ from '\.\/([\w-]+\.ts)'/g)].map(([, file = '']) => read(file));
    const names = listed
      .filter((source) => /^ +usage:/m.test(source))
      .map((source) => /^ +name: '(\w+)',$/m.exec(source)?.[1]);
    const hint = manifest.features.slash_commands[0]?.usage_hint ?? '';
    expect(names).toContain('timing');
    expect(hint.split(' | ').map((usage) => usage.split(' ', 1)[0])).toEqual(expect.arrayContaining(names));
    expect(hint.length).toBeLessThanOrEqual(1000);
  });

  it('asks for the scopes that the calls need, and for no other', () => {
    const needed = methodsCalled().flatMap((method) => NEEDS[method] ?? [`${method} is not in the table of this test`]);
    const heard = eventsHeard().flatMap(({ scopes }) => scopes);
    expect([...manifest.oauth_config.scopes.bot].sort()).toEqual(
      [...new Set(['commands', ...needed, ...heard])].sort(),
    );
  });

  it('is what the doctor looks for, with what is lost without each scope', () => {
    expect(Object.keys(scopes).sort()).toEqual([...manifest.oauth_config.scopes.bot].sort());
  });

  it('needs no address of its own: Slack comes through Socket Mode', () => {
    expect(manifest.settings).toMatchObject({ socket_mode_enabled: true, interactivity: { is_enabled: true } });
    expect(JSON.stringify(manifest)).not.toMatch(/url/);
  });

  it('subscribes to the events that the code listens to, and to no other', () => {
    const heard = eventsHeard().map(({ event }) => event);
    expect(heard).not.toEqual([]);
    const { bot_events: subscribed } = manifest.settings.event_subscriptions;
    expect([...subscribed].sort()).toEqual(heard.sort());
  });

  it('has the shortcuts that the code knows, named as Slack takes them', () => {
    const known = createShortcuts(slackTools()).map(({ id }) => id);
    expect(manifest.features.shortcuts.map(({ callback_id }) => callback_id)).toEqual(known);
    for (const { name, type } of manifest.features.shortcuts) {
      expect(type).toBe('message');
      expect(name.length).toBeLessThanOrEqual(24);
    }
  });

  it('has an App Home, and direct messages that people can write', () => {
    expect(manifest.features.app_home).toEqual({
      home_tab_enabled: true,
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: false,
    });
  });
});
