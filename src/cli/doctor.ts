import { Command } from '@commander-js/extra-typings';
import { systemClock } from '#lib/clock.ts';
import { ExplainedError } from '#lib/errors.ts';
import type { Subcommand } from './subcommand.ts';

/** Whether all that the bot is set up with works, and what mends it. */
export const doctor: Subcommand = ({ out, end }) =>
  new Command('doctor')
    .summary('look whether all that the bot is set up with works')
    .description('Looks at the settings, Redis, Slack and each environment, and says what mends what is wrong.')
    .argument('[environment]', 'one environment; all of focus.yml without it')
    .option('--send <channel>', 'also send a test message to this Slack channel (its id): all else changes nothing')
    .option('--json', 'all lines as one JSON document')
    .addHelpText(
      'after',
      '\n✓ works · ✗ does not · ? could not be seen\nExit code: 0 nothing is wrong · 1 something is · 3 could not look',
    )
    .action(async (environment, { send, json }) => {
      const [{ surveyConfig }, { examineAll }, { examinationText }] = await Promise.all([
        import('#config.ts'),
        import('#wiring/doctor.ts'),
        import('#doctor/as-text.ts'),
      ]);
      const setUp = surveyConfig(process.cwd(), process.env, ['slack']);
      const names = setUp.environments.map(({ name }) => name);
      // One with mistakes is told of by them.
      if (environment !== undefined && !names.includes(environment) && setUp.mistakes.length === 0)
        throw new ExplainedError(`there is no environment "${environment}"`, `There are ${names.join(', ')}`);
      const lines = await examineAll(setUp, {
        ...{ clock: systemClock, signal: new AbortController().signal },
        ...(environment !== undefined && { environments: [environment] }),
        ...(send !== undefined && { send }),
      });
      out(json ? `${JSON.stringify({ lines }, null, 2)}\n` : examinationText(lines));
      end(lines.some(({ state }) => state === 'wrong') ? 1 : 0);
    });
