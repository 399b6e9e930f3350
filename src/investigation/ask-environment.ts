import { nearest } from '#lib/nearest.ts';
import type { Mistake } from './ask-rules.ts';
import { shown, type Typed } from './ask-words.ts';

export interface Places {
  readonly environments: readonly string[];
  readonly defaultEnvironment: string;
}

export interface TypedEnvironment {
  readonly environment: string;
  readonly mistakes: readonly Mistake[];
}

/** What a word was most likely meant to be, such as `level=error` for `error`. */
export type Guess = (word: string) => string | undefined;

/** The environment wherever it stands among the loose words; every other loose word is a mistake. */
export function readEnvironment(
  { loose, values }: Typed,
  places: Places,
  guess: Guess = () => undefined,
): TypedEnvironment {
  const given = values.get('environment');
  const words = given === undefined ? loose : [given, ...loose];
  const known = words.flatMap((word) => find(word, places) ?? []);
  const unknown = words.filter((word) => find(word, places) === undefined);
  const [environment = places.defaultEnvironment, ...more] = [...new Set(known)];
  const mistakes: Mistake[] = more.map((other) => twoEnvironments(environment, other));
  for (const word of unknown) {
    const meant = word === given ? undefined : guess(word);
    const isPlace = meant === undefined && known.length === 0 && mistakes.every(({ argument }) => argument !== NAME);
    mistakes.push(isPlace ? unknownEnvironment(word, places) : strayWord(word, meant));
  }
  return { environment, mistakes };
}

const NAME = 'environment';

function find(word: string, { environments }: Places): string | undefined {
  return environments.find((name) => name.toLowerCase() === word.toLowerCase());
}

function unknownEnvironment(word: string, { environments }: Places): Mistake {
  const meant = nearest(word, environments);
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  return {
    argument: NAME,
    message: `there is no environment ${shown(word)}${hint} (there is ${environments.join(', ')})`,
  };
}

function twoEnvironments(first: string, second: string): Mistake {
  return { argument: NAME, message: `${first} and ${second} are two environments; ask about one at a time` };
}

function strayWord(word: string, meant: string | undefined): Mistake {
  const hint = meant === undefined ? 'write arguments as name=value' : `did you mean ${meant}?`;
  return { argument: shown(word), message: `${shown(word)} is one word too many; ${hint}` };
}
