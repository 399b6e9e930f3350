import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Report } from '#investigation/report/report.ts';
import { describeError } from '#lib/errors.ts';
import { cases } from '../diagnosis/matrix/index.ts';
import { type Played, playCase } from '../diagnosis/matrix/play.ts';
import type { Play } from '../players.ts';
import type { Outcome, Said } from './outcome.ts';
import { NoBirthError, playWatched } from './play.ts';

/** A process of the bench of watched jobs. */
const [folder = '', speedArgument = ''] = process.argv.slice(2);
const speed = Number(speedArgument);

process.on('message', (play: Play) => {
  void outcomeOf(play).then((outcome) => process.send?.(outcome));
});
if (cases[0]) await playCase(cases[0], { seed: 0, speed });
process.send?.('ready');

async function outcomeOf({ id, seed }: Play): Promise<Outcome> {
  const one = cases.find((known) => known.id === id);
  if (!one) throw new RangeError(`there is no case ${id}`);
  try {
    const watched = await playWatched(one, { seed, speed });
    const active = await playCase(one, { seed, speed });
    const both = {
      active: saidOf(active.report),
      watched: saidOf(watched.report),
      requests: watched.evidence.bill?.find(({ part }) => part === 'Focus Server')?.requests ?? 0,
    };
    if (both.active.verdict !== both.watched.verdict || both.active.cause !== both.watched.cause)
      keep(`${id}.${seed}`, watched, active);
    return { id, seed, both };
  } catch (error) {
    if (error instanceof NoBirthError) return { id, seed, noBirth: error.message };
    return { id, seed, error: describeError(error) };
  }
}

function saidOf({ verdict, cause }: Report): Said {
  return { verdict, cause: cause?.id ?? 'not determined' };
}

/** As documents that `focus -- replay` reads. */
function keep(name: string, watched: Played, active: Played): void {
  for (const [how, { evidence, report }] of Object.entries({ watched, active }))
    writeFileSync(
      path.join(folder, `${name.replaceAll('/', '.')}.${how}.json`),
      `${JSON.stringify({ evidence, report }, null, 2)}\n`,
    );
}
