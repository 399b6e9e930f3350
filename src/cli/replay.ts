import { judge, judgementOf, judgementWords, sameJudgement } from '#bundle/judge.ts';
import type { Recorded } from '#bundle/read-recorded.ts';
import { reportMarkdown } from '#investigation/report/as-markdown.ts';
import type { Report } from '#investigation/report/report.ts';
import { ExplainedError } from '#lib/errors.ts';
import { readOptions } from './options.ts';
import { readFile } from './read-file.ts';
import { exitCodes, type Subcommand, VERDICT_CODES } from './subcommand.ts';
import { usageOf } from './usage.ts';

/** What today's rules say of what was seen then; nothing is started or asked. */
export const replay: Subcommand = {
  name: 'replay',
  usage: ['replay FILE', 'replay --rules [FILE ...]', 'replay --rules [--environment NAME] [--limit N]'],
  about: [
    'judges a bundle (.zip) or an evidence file (.json) again and prints the report',
    `${VERDICT_CODES} · 3 could not be read`,
    '--rules: lists what of the files, or of the history, would be judged differently today',
    'exit 0 nothing would · 1 something would · 3 could not be read',
  ].join('\n'),
  async run(typed) {
    const known = { flags: ['rules'], values: ['environment', 'limit'] };
    const { words, flags, values } = readOptions(typed, known, replay);
    if (flags.has('rules')) {
      const { replayFiles, replayHistory } = await import('./replay-rules.ts');
      if (words.length === 0) return replayHistory(values.get('environment'), limitOf(values.get('limit')));
      if (values.size === 0) return replayFiles(words);
      throw new ExplainedError('--environment and --limit choose from the history; files came', usageOf(replay));
    }
    const [file, ...more] = words;
    if (file === undefined || more.length > 0 || values.size > 0)
      throw new ExplainedError(
        `one file is expected, ${words.length === 0 ? 'none' : typed.join(' ')} came`,
        usageOf(replay),
      );
    return replayFile(readFile(file));
  },
};

function replayFile(recorded: Recorded): number {
  const report = judge(recorded.evidence);
  const text = reportMarkdown(report);
  process.stdout.write(text);
  const change = changeOf(recorded, report, text);
  if (change !== undefined) process.stderr.write(`${change}\n`);
  return exitCodes[report.verdict];
}

function changeOf({ judged, report: then }: Recorded, report: Report, text: string): string | undefined {
  const today = judgementOf(report);
  if (judged && !sameJudgement(judged, today))
    return `Other rules judged it then: it was ${judgementWords(judged)}, today it is ${judgementWords(today)}`;
  if (then === undefined || then === text) return undefined;
  return `Its report was worded differently then; verdict and cause are the same: ${judgementWords(today)}`;
}

/** As much as the history keeps of an environment, where nothing is said. */
function limitOf(typed: string | undefined): number {
  if (typed === undefined) return 1_000_000;
  if (/^[1-9]\d{0,8}$/.test(typed)) return Number(typed);
  throw new ExplainedError(`--limit is a whole number from 1, ${typed} came`, usageOf(replay));
}
