import { Command } from '@commander-js/extra-typings';
import { reportText } from '#investigation/report/as-text.ts';
import { exitCodes, type Subcommand, VERDICT_CODES } from './subcommand.ts';

/** The engine in a terminal: one investigation without Slack, queue and history. */
export const timing: Subcommand = ({ out, end }) =>
  new Command('timing')
    .summary('investigate one new job')
    .description('Starts one job, watches it, and says what became of it. Reads .env and focus.yml, not Redis.')
    .argument('[word...]', 'environment and name=value, as in Slack: staging channels=1-200 view=waterfall timeout=60s')
    .option('--json', 'report and evidence as one JSON document')
    .addHelpText('after', `\n${VERDICT_CODES} · 3 could not investigate`)
    .action(async (words, { json }) => {
      // The other subcommands do without what looks at the stack, and start sooner.
      const [{ loadConfig }, { startTiming }] = await Promise.all([import('#config.ts'), import('./start-timing.ts')]);
      const { evidence, report } = await startTiming(loadConfig(process.cwd(), process.env, []), words);
      out(json ? `${JSON.stringify({ report, evidence }, null, 2)}\n` : reportText(report));
      end(exitCodes[report.verdict]);
    });
