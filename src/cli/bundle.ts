import { writeFileSync } from 'node:fs';
import { Command } from '@commander-js/extra-typings';
import { bundleName } from '#bundle/make-bundle.ts';
import { readBundle } from '#bundle/read-bundle.ts';
import { cleanLine } from '#lib/clean.ts';
import { systemClock } from '#lib/clock.ts';
import { describeError, ExplainedError } from '#lib/errors.ts';
import { bundleOf } from '#wiring/bundle-of.ts';
import { useOwnPlugins } from './own-plugins.ts';
import type { Store } from './store.ts';
import type { Subcommand } from './subcommand.ts';

/** An investigation from the history as one .zip. */
export const bundle: Subcommand = ({ out, err }) =>
  new Command('bundle')
    .summary('write a past investigation into one .zip')
    .description(
      'Writes evidence, report, timeline and logs of a past investigation into one .zip. Reads Redis, and of focus.yml its plugins alone.',
    )
    .argument('<investigation>', 'its id: the end of its report in Slack says it')
    .option('--out <file>', 'where to: focus-<investigation>.zip in this folder unless said')
    .addHelpText('after', '\nExit code: 0 written · 3 could not be made')
    .action(async (investigation, { out: file = `${bundleName(investigation)}.zip` }) => {
      await useOwnPlugins({ err });
      const { withStore } = await import('./store.ts');
      const bytes = await withStore((store) => bytesOf(investigation, store));
      write(file, bytes);
      out(described(file, bytes));
    });

async function bytesOf(investigation: string, store: Store): Promise<Uint8Array> {
  const bytes = await bundleOf({ ...store, clock: systemClock }, investigation);
  if (bytes) return bytes;
  throw new ExplainedError(
    `The history knows no investigation ${investigation}`,
    'Its id stands at the end of its report in Slack; it may be forgotten by now, or in another Redis than REDIS_URL says',
  );
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
