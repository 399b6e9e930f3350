import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { judge, judgementOf, judgementWords, sameJudgement } from '#bundle/judge.ts';
import type { Recorded } from '#bundle/read-recorded.ts';
import { disputeWords } from '#bundle/recorded-run.ts';
import { toReportJson } from '#bundle/report-json.ts';
import { reportMarkdown } from '#investigation/report/as-markdown.ts';
import type { Report } from '#investigation/report/report.ts';
import { cleanLine } from '#lib/clean.ts';
import type { Output } from '#lib/command-line.ts';
import { version, versionWords } from '#lib/version.ts';
import { useOwnPlugins } from './own-plugins.ts';
import { readFile } from './read-file.ts';
import { exitCodes, type Subcommand, VERDICT_CODES } from './subcommand.ts';

/** What today's rules say of what was seen then; nothing is started or asked. */
export const replay: Subcommand = (terminal) =>
  new Command('replay')
    .summary('judge past investigations by today’s rules')
    .description(
      'Judges a bundle (.zip) or an evidence file (.json) again, and prints the report; needs neither the stack nor Redis.\n' +
        'Plugins of a focus.yml in this folder judge too.\n' +
        'With --rules: lists what of the files, or without files of the history in Redis, would be judged differently today.',
    )
    .argument('[file...]', 'one file, or with --rules any number')
    .option('--json', 'verdict and cause for scripts, instead of the report')
    .addOption(new Option('--rules', 'list what would be judged differently').conflicts('json'))
    .option('--environment <name>', 'with --rules: of the history, only this environment')
    .addOption(
      new Option('--limit <n>', 'with --rules: of the history, the latest n of each environment').argParser(
        wholeNumber,
      ),
    )
    .addHelpText(
      'after',
      `\n${VERDICT_CODES} · 3 could not be read\nWith --rules: 0 nothing would · 1 something would · 3 could not be read`,
    )
    .action(async (files, { json, rules, environment, limit }, command) => {
      const isOfHistory = environment !== undefined || limit !== undefined;
      if (isOfHistory && !(rules && files.length === 0))
        return command.error(
          '--environment and --limit choose from the history: they go with --rules, and with no file',
        );
      await useOwnPlugins(terminal);
      if (rules) return terminal.end(await replayRules(files, environment, limit, terminal));
      const [file, ...more] = files;
      if (file === undefined || more.length > 0)
        return command.error(`one file is expected, ${files.length === 0 ? 'none' : files.join(' ')} came`);
      terminal.end(replayFile(await readFile(file), json === true, terminal));
    });

async function replayRules(
  files: readonly string[],
  environment: string | undefined,
  limit: number | undefined,
  output: Output,
): Promise<number> {
  const { replayFiles, replayHistory } = await import('./replay-rules.ts');
  return files.length > 0 ? replayFiles(files, output) : replayHistory({ environment, limit }, output);
}

function replayFile(recorded: Recorded, asJson: boolean, { out, err }: Output): number {
  const report = judge(recorded.evidence);
  const text = reportMarkdown(report);
  out(asJson ? `${JSON.stringify(toReportJson(report), null, 2)}\n` : text);
  const change = changeOf(recorded, report, text);
  if (change !== undefined) err(`${change}\n`);
  if (recorded.judgedBy && recorded.judgedBy.rules !== version().rules)
    err(`It was judged by ${cleanLine(versionWords(recorded.judgedBy))}, this is ${versionWords(version())}\n`);
  if (recorded.disputed) err(`${disputeWords(recorded.disputed)}\n`);
  return exitCodes[report.verdict];
}

function changeOf({ judged, report: then }: Recorded, report: Report, text: string): string | undefined {
  const today = judgementOf(report);
  if (judged && !sameJudgement(judged, today))
    return `Other rules judged it then: it was ${judgementWords(judged)}, today it is ${judgementWords(today)}`;
  if (then === undefined || then === text) return undefined;
  return `Its report was worded differently then; verdict and cause are the same: ${judgementWords(today)}`;
}

function wholeNumber(typed: string): number {
  if (/^[1-9]\d{0,8}$/.test(typed)) return Number(typed);
  throw new InvalidArgumentError('A whole number from 1 is expected.');
}
