import { Command } from '@commander-js/extra-typings';
import { reportText } from '#investigation/report/as-text.ts';
import { exitCodes, type Subcommand, VERDICT_CODES } from './subcommand.ts';

/** The engine in a terminal: one investigation, or several in a row, without Slack, queue and history. */
export const timing: Subcommand = ({ out, err, end }) =>
  new Command('timing')
    .summary('investigate one new job, or several in a row')
    .description('Starts one job, watches it, and says what became of it. Reads .env and focus.yml, not Redis.')
    .argument('[word...]', 'environment and name=value, as in Slack: staging channels=1-200 view=waterfall timeout=60s')
    .option('--runs <count>', 'ask the same so many times, and tell the runs together: as runs=10')
    .option('--parallel <count>', 'beside runs: so many of them at once')
    .option('--json', 'report and evidence as one JSON document; of several runs the report alone')
    .addHelpText('after', `\n${VERDICT_CODES} · 3 could not investigate\nOf several runs: the highest of theirs.`)
    .action(async (words, { json, runs, parallel }) => {
      // The other subcommands do without what looks at the stack, and start sooner.
      const [{ loadConfig }, { readyToTime }, { timeSeries }, { seriesText }] = await Promise.all([
        import('#config.ts'),
        import('./start-timing.ts'),
        import('./time-series.ts'),
        import('#lookups/series/as-text.ts'),
      ]);
      const options = Object.entries({ runs, parallel }).flatMap(([name, value]) =>
        value ? [`${name}=${value}`] : [],
      );
      const ready = await readyToTime(loadConfig(process.cwd(), process.env, []), [...words, ...options]);
      const { series } = ready.asked;
      if (series) {
        const told = await timeSeries(ready, series, (counted) => err(`${counted}\n`));
        out(json ? `${JSON.stringify(told, null, 2)}\n` : seriesText(told));
        return end(Math.max(exitCodes.healthy, ...told.series.runs.map(({ line }) => exitCodes[line.verdict])));
      }
      const { evidence, report } = await ready.investigateOnce();
      out(json ? `${JSON.stringify({ report, evidence }, null, 2)}\n` : reportText(report));
      end(exitCodes[report.verdict]);
    });
