import type { Stall, WorldPlan } from '#lab/worlds/plan.ts';
import type { WorldOutcome, WorldPlay } from './outcome.ts';
import { outcomeOf } from './outcome-of.ts';
import { openBot, playBatch } from './starved-batch.ts';

/** They mostly wait, in real time. */
const BOTS = 4;

export function stallOf({ ingredients }: WorldPlan): Stall | undefined {
  return ingredients.find(({ stall }) => stall)?.stall;
}

/** Worlds whose bot loses the processor: each in real time, with a bot that has nothing else to do. */
export async function playStarvedWorlds(
  plays: readonly WorldPlay[],
  folder: string,
  onOutcome: (outcome: WorldOutcome) => void,
): Promise<void> {
  const left = plays.values();
  const lane = async () => {
    const bot = await openBot();
    for (const play of left) {
      const live = async () => {
        const stall = stallOf(play.plan) ?? { inMs: 0, forMs: 0 };
        const [world] = await playBatch(bot, [{ plan: play.plan, startInMs: 0 }], stall);
        if (!world) throw new Error('no world was played');
        return world;
      };
      onOutcome(await outcomeOf(play, folder, live));
      if (!bot.connected) break;
    }
    bot.kill('SIGKILL');
  };
  await Promise.all(Array.from({ length: Math.min(BOTS, plays.length) }, lane));
}
