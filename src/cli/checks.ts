import { Command } from '@commander-js/extra-typings';
import { systemClock } from '#lib/clock.ts';
import type { Subcommand } from './subcommand.ts';

/** What focus.yml would do by itself: settings only, neither the stack nor Redis nor Slack. */
export const checks: Subcommand = ({ out }) =>
  new Command('checks')
    .summary('show which checks would run when')
    .description('Shows which checks of focus.yml would run when, from now on for a day; nothing is run or posted.')
    .option('--dry-run', 'only show them, which is all that can be done here')
    .option('--json', 'every run, as one JSON document')
    .addHelpText('after', '\nExit code: 0 shown · 3 the settings have mistakes')
    .action(async ({ dryRun, json }, command) => {
      if (!dryRun) return command.error('checks run in the bot; here they can only be shown, with --dry-run');
      out(await shownDay(json === true));
    });

async function shownDay(asJson: boolean): Promise<string> {
  // The other subcommands do without these, and start sooner.
  const [{ loadConfig }, { planDay }, { planText }, { planJson }] = await Promise.all([
    import('#config.ts'),
    import('./dry-run/plan-day.ts'),
    import('./dry-run/plan-text.ts'),
    import('./dry-run/plan-json.ts'),
  ]);
  const plan = planDay(loadConfig(process.cwd(), process.env, []).checks, systemClock.now());
  if (asJson) return planJson(plan);
  if (plan.checks.length === 0) return 'There are no checks; focus.example.yml shows how focus.yml can name some.\n';
  return planText(plan);
}
