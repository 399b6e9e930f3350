import { reportText } from '#investigation/report/as-text.ts';
import { readOptions } from './options.ts';
import { exitCodes, type Subcommand, VERDICT_CODES } from './subcommand.ts';
import { usageOf } from './usage.ts';

/** The engine in a terminal: one investigation without Slack, queue and history. */
export const timing: Subcommand = {
  name: 'timing',
  usage: ['timing [environment] [name=value ...] [--json]'],
  about: `starts one job, watches it and says what became of it\n${VERDICT_CODES} · 3 could not investigate`,
  async run(typed) {
    const { words, flags } = readOptions(typed, { flags: ['json'] }, timing);
    // The other subcommands do without what looks at the stack, and start sooner.
    const [{ loadConfig }, { startTiming }] = await Promise.all([import('#config.ts'), import('./start-timing.ts')]);
    const config = loadConfig(process.cwd(), process.env, []);
    const { evidence, report } = await startTiming(config, words, usageOf(timing));
    process.stdout.write(flags.has('json') ? `${JSON.stringify({ report, evidence }, null, 2)}\n` : reportText(report));
    return exitCodes[report.verdict];
  },
};
