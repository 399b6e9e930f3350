import type { NotAllowedError } from '#access/door.ts';
import type { BookStore } from '#checks/book-store.ts';
import type { Check } from '#checks/check.ts';
import { troublesOf } from '#doctor/as-text.ts';
import type { Kept } from '#doctor/kept.ts';
import type { History } from '#history/history.ts';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Line } from '#queue/line.ts';
import type { EnvironmentState, HomeEnvironment, HomeState } from '#slack/blocks/home.ts';
import type { LinkTo } from '#slack/message/links.ts';
import { checkRows } from './check-rows.ts';

export interface HomeStateTools {
  readonly environments: readonly string[];
  readonly checks: readonly Check[];
  readonly history: Pick<History, 'past'>;
  readonly store: Pick<BookStore, 'read'>;
  line(environment: string): Promise<Line>;
  nextTicks(): Promise<ReadonlyMap<string, number>>;
  readonly linkTo: LinkTo;
  /** Why somebody may not look at an environment; undefined where they may. */
  refusal(user: string, environment: string): Promise<Pick<NotAllowedError, 'advice'> | undefined>;
  /** What the doctor found last. */
  examination(): Promise<Kept | undefined>;
  /** Gives up in time when Redis does not answer. */
  answering<T>(work: () => Promise<T>): Promise<T>;
  readonly clock: Clock;
}

const MINE = 5;
const MOST_LINKS = 3;

/** What one person sees on the App Home; what cannot be read is absent, said, and takes nothing else with it. */
export async function homeState(tools: HomeStateTools, user: string): Promise<HomeState> {
  const troubles = new Set<string>();
  const part = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await tools.answering(work);
    } catch (error) {
      troubles.add(describeError(error));
      return undefined;
    }
  };
  const allowed = await part(() => allowedTo(tools, user));
  if (!allowed) return { at: tools.clock.now(), environments: [], trouble: [...troubles].join('; ') };
  const { seen, hidden } = allowed;
  const isShown = (name: string) => !hidden.some(({ environment }) => environment === name);
  const ofThem = { ...tools, checks: tools.checks.filter(({ environment }) => isShown(environment)) };
  const [environments, checks, mine, examined] = await Promise.all([
    Promise.all(seen.map(async (name) => environment(name, await part(() => stateOf(tools, name))))),
    ofThem.checks.length === 0 ? [] : part(() => rowsOf(ofThem)),
    part(() => mineOf(tools, user)),
    part(() => examinedOf(tools, isShown)),
  ]);
  return {
    at: tools.clock.now(),
    environments,
    ...(checks && { checks }),
    ...(mine && { mine: mine.filter((row) => isShown(row.environment)) }),
    ...(examined && { examined }),
    ...(hidden.length > 0 && { hidden, hiddenChecks: tools.checks.length - ofThem.checks.length }),
    ...(troubles.size > 0 && { trouble: [...troubles].join('; ') }),
  };
}

/** Which environments the person may look at, and whom to ask for the others. */
async function allowedTo({ environments, refusal }: HomeStateTools, user: string) {
  const judged = await Promise.all(
    environments.map(async (environment) => ({ environment, whom: (await refusal(user, environment))?.advice })),
  );
  const seen = judged.filter(({ whom }) => whom === undefined).map(({ environment }) => environment);
  const hidden = judged.flatMap(({ environment, whom }) => (whom === undefined ? [] : [{ environment, whom }]));
  return { seen, hidden };
}

/** What does not work, as far as the person may look there. */
async function examinedOf(
  { examination }: HomeStateTools,
  isShown: (environment: string) => boolean,
): Promise<Kept | undefined> {
  const kept = await examination();
  if (!kept) return undefined;
  const lines = troublesOf(kept.lines).filter(
    ({ state, environment }) => state === 'wrong' && (environment === undefined || isShown(environment)),
  );
  return lines.length === 0 ? undefined : { at: kept.at, lines };
}

function environment(name: string, state: EnvironmentState | undefined): HomeEnvironment {
  return { name, ...(state && { state }) };
}

async function stateOf({ history, line, linkTo }: HomeStateTools, name: string): Promise<EnvironmentState> {
  const [[last], now] = await Promise.all([history.past({ environment: name, watched: false }, 1), line(name)]);
  const links = await Promise.all(now.peoples.slice(0, MOST_LINKS).map(linkTo));
  const running = { count: now.running, links: links.filter((link) => link !== undefined) };
  return { ...(last && { last }), running, waiting: now.peopleWaiting };
}

async function rowsOf({ checks, store, nextTicks, linkTo }: HomeStateTools) {
  const [book, ticks] = await Promise.all([store.read(), nextTicks()]);
  return checkRows({ checks, book, nextTicks: ticks, linkTo });
}

async function mineOf({ history, linkTo }: HomeStateTools, user: string) {
  const past = await history.past({ requestedBy: user }, MINE);
  return Promise.all(
    past.map(async (row) => {
      const link = await linkTo(row.series ?? row.investigation);
      return { ...row, ...(link !== undefined && { link }) };
    }),
  );
}
