import { writeFileSync } from 'node:fs';
import { bundleName, makeBundle } from '#bundle/make-bundle.ts';
import { readBundle } from '#bundle/read-bundle.ts';
import { cleanLine } from '#lib/clean.ts';
import { systemClock } from '#lib/clock.ts';
import { describeError, ExplainedError } from '#lib/errors.ts';
import { botVersion } from '#lib/version.ts';
import { readOptions } from './options.ts';
import type { Store } from './store.ts';
import type { Subcommand } from './subcommand.ts';
import { usageOf } from './usage.ts';

/** An investigation from the history as one .zip. */
export const bundle: Subcommand = {
  name: 'bundle',
  usage: ['bundle <investigation> [--out FILE]'],
  about:
    'writes evidence, report, timeline and logs of a past investigation into one .zip\nexit 0 written · 3 could not be made',
  async run(typed) {
    const { words, values } = readOptions(typed, { values: ['out'] }, bundle);
    const [investigation, ...more] = words;
    if (investigation === undefined || more.length > 0)
      throw new ExplainedError(
        `one investigation is expected, ${words.length === 0 ? 'none' : words.join(' ')} came`,
        usageOf(bundle),
      );
    const { withStore } = await import('./store.ts');
    const bytes = await withStore((store) => bundleOf(investigation, store));
    const file = values.get('out') ?? `${bundleName(investigation)}.zip`;
    write(file, bytes);
    process.stdout.write(described(file, bytes));
    return 0;
  },
};

async function bundleOf(investigation: string, { history, captures }: Store): Promise<Uint8Array> {
  const [evidence, report] = await Promise.all([history.evidence(investigation), history.report(investigation)]);
  if (!evidence || !report)
    throw new ExplainedError(
      `The history knows no investigation ${investigation}`,
      'Its id stands at the end of its report in Slack; it may be forgotten by now, or in another Redis than REDIS_URL says',
    );
  const { environment, job } = evidence.subject;
  const capture = job && (await captures.find(environment, job.id));
  return makeBundle({
    evidence,
    report,
    ...(capture && { capture }),
    version: botVersion(),
    madeAt: systemClock.now(),
  });
}

/** What was written, as one reads it back. */
function described(file: string, bytes: Uint8Array): string {
  const { manifest, files } = readBundle(bytes);
  const missing = manifest.notCollected.map(({ what, why }) => `  not in it: ${cleanLine(what)} (${cleanLine(why)})\n`);
  return `${file}: ${files.size} files, ${Math.ceil(bytes.length / 1_024)} kB\n${missing.join('')}`;
}

function write(file: string, bytes: Uint8Array): void {
  try {
    writeFileSync(file, bytes);
  } catch (error) {
    const advice = 'Name a file that can be written with --out FILE';
    throw new ExplainedError(`The bundle could not be written to ${file}: ${describeError(error)}`, advice, {
      cause: error,
    });
  }
}
