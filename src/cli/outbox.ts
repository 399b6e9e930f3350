import { Command } from '@commander-js/extra-typings';
import type { WaitingCall } from '#checks/calls.ts';
import { cleanLine } from '#lib/clean.ts';
import { systemClock } from '#lib/clock.ts';
import { formatDuration } from '#lib/duration.ts';
import type { Waiting } from '#slack/message/late.ts';
import type { Subcommand } from './subcommand.ts';

/** What Slack and the ways out have not taken yet, as the bot keeps it. */
export const outbox: Subcommand = ({ out }) =>
  new Command('outbox')
    .summary('show what waits to be told')
    .description(
      'Shows what Slack and the ways out did not take, and the bot tells as soon as it can. Reads Redis, not focus.yml.',
    )
    .option('--json', 'all of it, as one JSON document')
    .addHelpText('after', '\nExit code: 0 shown · 3 could not be read')
    .action(async ({ json }) => {
      const { withStore } = await import('./store.ts');
      const { messages, calls } = await withStore(async (store) => ({
        messages: await store.waiting(),
        calls: await store.calls(),
      }));
      out(json ? `${JSON.stringify([...messages, ...calls], null, 2)}\n` : words(messages, calls));
    });

function words(messages: readonly Waiting[], calls: readonly WaitingCall[]): string {
  const lines = [...messages.map(line), ...calls.map(lineOfCall)];
  if (lines.length === 0) return 'Nothing waits: Slack and the ways out have taken all that was to be told.\n';
  return lines.map((one) => `${cleanLine(one)}\n`).join('');
}

function lineOfCall({ incident, environment, way, call: { what, at, tries, why } }: WaitingCall): string {
  const waits = formatDuration(systemClock.now() - at);
  const last = why === undefined ? 'its turn has not come' : why;
  return `incident ${incident} of ${environment}: ${what} by ${way} waits for ${waits}, ${tries} tries; ${last}`;
}

function line({ key, how, asker, since, tries, why }: Waiting): string {
  const waits = formatDuration(systemClock.now() - since);
  return `${key}: waits for ${waits}, ${how.kind} in ${channelOf(how)} for ${asker}, ${tries} tries; ${why}`;
}

function channelOf(how: Waiting['how']): string {
  switch (how.kind) {
    case 'edit':
      return how.of.channel;
    case 'reply':
      return how.to.channel;
    case 'message':
      return how.channel;
  }
}
