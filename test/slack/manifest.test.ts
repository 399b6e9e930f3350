import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SLASH_COMMAND } from '#slack/edge/listen.ts';

interface Manifest {
  readonly features: {
    readonly app_home: Readonly<Record<string, boolean>>;
    readonly slash_commands: readonly {
      readonly command: string;
      readonly usage_hint: string;
      readonly should_escape: boolean;
    }[];
  };
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: Readonly<Record<string, unknown>>;
}

const root = path.join(import.meta.dirname, '../..');
const manifest: Manifest = parse(readFileSync(path.join(root, 'manifest.yml'), 'utf8'));

/** The bot's scopes that a method needs, all of them. Source: the pages of the methods at docs.slack.dev/reference/methods. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  // With the app's token, whose scope connections:write is given by hand.
  'apps.connections.open': [],
  'chat.getPermalink': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  // Public and private channels.
  'conversations.history': ['channels:history', 'groups:history'],
  'conversations.replies': ['channels:history', 'groups:history'],
  filesUploadV2: ['files:write'],
  'views.open': [],
  'views.publish': [],
};

const slackSource = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('lab'))
  .map((file) => readFileSync(path.join(root, 'src', file), 'utf8'))
  .filter((source) => /'[@#]slack\//.test(source))
  .join('\n');

/** `client.chat.update(…)`, `client.filesUploadV2(…)`, and the names of methods that are given as text. */
function methodsCalled(): string[] {
  const called = slackSource.matchAll(/\bclient\.((?:\w+\.)+\w+|filesUploadV2)\(/g);
  const named = slackSource.matchAll(/'((?:chat|conversations|files|reactions|users|views)\.\w+)'/g);
  return [...new Set([...called, ...named].map(([, method = '']) => method))].sort();
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
    expect([...manifest.oauth_config.scopes.bot].sort()).toEqual([...new Set(['commands', ...needed])].sort());
  });

  it('needs no address of its own: Slack comes through Socket Mode', () => {
    expect(manifest.settings).toMatchObject({ socket_mode_enabled: true, interactivity: { is_enabled: true } });
    expect(JSON.stringify(manifest)).not.toMatch(/url/);
  });

  it('subscribes to the events that the code listens to, and to no other', () => {
    const heard = [...slackSource.matchAll(/\bapp\.event\('(\w+)'/g)].map(([, event]) => event);
    expect(heard).not.toEqual([]);
    expect(manifest.settings).toMatchObject({ event_subscriptions: { bot_events: heard } });
  });

  it('has an App Home, and direct messages that the bot can write and people cannot', () => {
    expect(manifest.features.app_home).toEqual({
      home_tab_enabled: true,
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: true,
    });
  });
});
