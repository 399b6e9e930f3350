import { Command } from '@commander-js/extra-typings';
import { cleanLine } from '#lib/clean.ts';
import { systemClock } from '#lib/clock.ts';
import { formatDuration } from '#lib/duration.ts';
import type { Waiting } from '#slack/message/late.ts';
import type { Subcommand } from './subcommand.ts';

/** What Slack has not taken yet, as the bot keeps it. */
export const outbox: Subcommand = ({ out }) =>
  new Command('outbox')
    .summary('show what waits to be told')
    .description('Shows what Slack did not take, and the bot tells as soon as it can. Reads Redis, not focus.yml.')
    .option('--json', 'all of it, as one JSON document')
    .addHelpText('after', '\nExit code: 0 shown · 3 could not be read')
    .action(async ({ json }) => {
      const { withStore } = await import('./store.ts');
      const waiting = await withStore((store) => store.waiting());
      out(json ? `${JSON.stringify(waiting, null, 2)}\n` : words(waiting));
    });

function words(waiting: readonly Waiting[]): string {
  if (waiting.length === 0) return 'Nothing waits: Slack has taken all that was to be told.\n';
  return waiting.map((one) => `${cleanLine(line(one))}\n`).join('');
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
