import type { Report } from '#investigation/report/report.ts';
import { rules } from '#investigation/rules/index.ts';
import { seededRandom } from '#lab/random.ts';
import { composeHealthy, STALLS_MS } from '#lab/worlds/compose.ts';
import type { Stall } from '#lab/worlds/plan.ts';
import { atLeast, atMost, type Measured } from '../bench.ts';
import { openBot, playBatch, type StarvedWorld } from './starved-batch.ts';

const BATCH = 6;
const BOTS = 2;
/** A healthy job has its consumer after 2 to 3 s: the bot stops somewhere in the life of each, from its configure on. */
const STARTS_MS: readonly [number, number] = [1_500, 5_000];
const STALLS_AT_MS = 5_000;

interface Wanted {
  readonly runs: number;
  readonly seed: number;
  say(line: string): void;
}

/** Healthy worlds in real time, beside bots that lose the processor once. */
export async function playStarved({ runs, seed, say }: Wanted): Promise<Measured> {
  const batches = Array.from({ length: Math.ceil(runs / BATCH) }, (_, i) => seed + i * BATCH).values();
  const blamed: string[] = [];
  let well = 0;
  const lane = async () => {
    const bot = await openBot();
    for (const first of batches) {
      const random = seededRandom(first);
      const plans = Array.from({ length: BATCH }, (_, i) => ({
        plan: composeHealthy(first + i),
        startInMs: random.between(...STARTS_MS),
      }));
      const stall = { inMs: STALLS_AT_MS, forMs: random.between(...STALLS_MS) };
      const ofWell = (await playBatch(bot, plans, stall)).filter(({ truth }) => truth.fate === 'well');
      well += ofWell.length;
      for (const said of ofWell.flatMap((world) => blameOf(world, stall))) {
        blamed.push(said);
        say(said);
      }
    }
    bot.kill('SIGKILL');
  };
  await Promise.all(Array.from({ length: BOTS }, lane));
  return {
    targets: [
      atMost(`parts that a starved bot blamed, in ${well} well worlds`, blamed.length, '', 0),
      atLeast('worlds that were well', well, '', Math.ceil(runs * 0.9)),
    ],
    rows: blamed.map((said) => ({ said })),
  };
}

/** What it blamed, in a sentence; none where it blamed nothing. */
function blameOf({ plan, report }: StarvedWorld, { forMs }: Stall): readonly string[] {
  const blames = blamedParts(report);
  if (blames.length === 0) return [];
  const when = `seed ${plan.seed}, ${Math.round(forMs)} ms without processor`;
  return [`${when}: ${report.verdict}, ${blames.join(', ')}: ${report.headline}`];
}

/** A verdict against the stack, and every finding about a part of it that is at least likely. */
function blamedParts({ verdict, cause, alsoFound }: Report): readonly string[] {
  const found = [...(cause ? [cause] : []), ...alsoFound].filter(({ confidence }) => confidence !== 'possible');
  const ids = found.map(({ id }) => id).filter((id) => rules.some((rule) => rule.id === id && rule.blames !== 'path'));
  return verdict === 'broken' || verdict === 'degraded' ? [verdict, ...ids] : ids;
}
