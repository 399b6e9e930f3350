import { systemClock } from '#lib/clock.ts';
import { ExplainedError } from '#lib/errors.ts';
import { readOptions } from './options.ts';
import type { Subcommand } from './subcommand.ts';
import { usageOf } from './usage.ts';

/** What focus.yml would do by itself: settings only, neither the stack nor Redis nor Slack. */
export const checks: Subcommand = {
  name: 'checks',
  usage: ['checks --dry-run [--json]'],
  about: [
    'shows which checks of focus.yml would run when, from now on for a day; nothing is run or posted',
    'exit 0 shown · 3 the settings have mistakes',
  ].join('\n'),
  async run(typed) {
    const { words, flags } = readOptions(typed, { flags: ['dry-run', 'json'] }, checks);
    if (words.length > 0) throw new ExplainedError(`no words are expected, ${words.join(' ')} came`, usageOf(checks));
    if (!flags.has('dry-run'))
      throw new ExplainedError('checks run in the bot; here they can only be shown, with --dry-run', usageOf(checks));
    process.stdout.write(await dryRun(flags.has('json')));
    return 0;
  },
};

async function dryRun(asJson: boolean): Promise<string> {
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
