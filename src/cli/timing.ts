import { writeFileSync } from 'node:fs';
import { Command } from '@commander-js/extra-typings';
import { reportText } from '#investigation/report/as-text.ts';
import type { Report } from '#investigation/report/report.ts';
import { describeError, ExplainedError } from '#lib/errors.ts';
import { junitXml } from './junit.ts';
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
    .option('--junit <file>', 'also writes the runs there as JUnit XML, a test case each')
    .addHelpText('after', `\n${VERDICT_CODES} · 3 could not investigate\nOf several runs: the highest of theirs.`)
    .action(async (words, { json, runs, parallel, junit }) => {
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
      const config = loadConfig(process.cwd(), process.env, []);
      const timed = await readyToTime(config, [...words, ...options]);
      const reports: Report[] = [];
      const ready = {
        ...timed,
        async investigateOnce() {
          const investigated = await timed.investigateOnce();
          reports.push(investigated.report);
          return investigated;
        },
      };
      const writeJunit = () => {
        if (junit !== undefined) writeResult(junit, junitXml(reports, config.settings.DOCS_URL));
      };
      const { series } = ready.asked;
      if (series) {
        const told = await timeSeries(ready, series, (counted) => err(`${counted}\n`));
        writeJunit();
        out(json ? `${JSON.stringify(told, null, 2)}\n` : seriesText(told));
        return end(Math.max(exitCodes.healthy, ...told.series.runs.map(({ line }) => exitCodes[line.verdict])));
      }
      const { evidence, report } = await ready.investigateOnce();
      writeJunit();
      out(json ? `${JSON.stringify({ report, evidence }, null, 2)}\n` : reportText(report));
      end(exitCodes[report.verdict]);
    });

function writeResult(file: string, content: string): void {
  try {
    writeFileSync(file, content);
  } catch (cause) {
    const advice = 'Name a file that can be written with --junit FILE';
    throw new ExplainedError(`The runs could not be written to ${file}: ${describeError(cause)}`, advice, { cause });
  }
}
