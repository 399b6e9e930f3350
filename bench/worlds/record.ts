import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { HeldInWorlds } from '#investigation/finding.ts';
import { isPlayed, type WorldOutcome } from './outcome.ts';

const FILE = 'src/investigation/diagnosis/held-in-worlds.ts';

/** Writes how often each rule's cause was right, by its confidence, as data of the project. */
export function record(outcomes: readonly WorldOutcome[], seeds: string): void {
  const held = JSON.stringify(heldIn(outcomes), null, 2);
  const text = [
    "import type { HeldInWorlds } from '../finding.ts';",
    '',
    '/**',
    ' * Counted, not guessed: `npm run --silent bench -- worlds --runs 2000 --record` writes this file anew.',
    ` * ${seeds}.`,
    ' */',
    `export const heldInWorlds = ${held} as const satisfies HeldInWorlds;`,
    '',
  ].join('\n');
  writeFileSync(FILE, text);
  execFileSync('node_modules/.bin/biome', ['check', '--write', FILE], { stdio: 'ignore' });
}

/** By rule and confidence, in the order of their names. */
export function heldIn(outcomes: readonly WorldOutcome[]): HeldInWorlds {
  const causes = outcomes.filter(isPlayed).flatMap(({ score }) => score.cause ?? []);
  const byRule = Map.groupBy(causes, ({ id }) => id);
  return Object.fromEntries(
    [...byRule]
      .toSorted(([one], [other]) => one.localeCompare(other))
      .map(([id, of]) => [
        id,
        Object.fromEntries(
          [...Map.groupBy(of, ({ confidence }) => confidence)].map(([confidence, same]) => [
            confidence,
            { worlds: same.length, right: same.filter(({ right }) => right).length },
          ]),
        ),
      ]),
  );
}
