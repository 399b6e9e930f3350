import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { systemClock } from '#lib/clock.ts';
import { createCommands } from '#slack/commands/index.ts';
import { SLASH_COMMAND } from '#slack/listen.ts';

interface Manifest {
  readonly features: {
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
    const enqueue = async () => ({ kind: 'already-running' as const });
    const world = { environments: ['lab'], defaultEnvironment: 'lab', defaultsOf: () => ({}) };
    const hint = manifest.features.slash_commands[0]?.usage_hint;
    const lookUp = async () => ({ kind: 'enqueued' as const, workers: 1 });
    for (const { name } of createCommands({ ...world, enqueue, lookUp, clock: systemClock }))
      expect(hint).toContain(name);
  });

  it('asks for the scopes that the calls need, and for no other', () => {
    const needed = methodsCalled().flatMap((method) => NEEDS[method] ?? [`${method} is not in the table of this test`]);
    expect([...manifest.oauth_config.scopes.bot].sort()).toEqual([...new Set(['commands', ...needed])].sort());
  });

  it('needs no address of its own: Slack comes through Socket Mode', () => {
    expect(manifest.settings).toMatchObject({ socket_mode_enabled: true, interactivity: { is_enabled: true } });
    expect(JSON.stringify(manifest)).not.toMatch(/url/);
    expect(manifest.settings).not.toHaveProperty('event_subscriptions');
  });
});
