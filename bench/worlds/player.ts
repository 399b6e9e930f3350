import { composeHealthy } from '#lab/worlds/compose.ts';
import type { WorldPlay } from './outcome.ts';
import { outcomeOf } from './outcome-of.ts';
import { playPlan } from './play.ts';

/** A process of the worlds bench: lives the plans that it is sent, and sends back what came of them. */
const [folder = '', speedArgument = ''] = process.argv.slice(2);
const speed = Number(speedArgument);

process.on('message', (play: WorldPlay) => {
  void outcomeOf(play, folder, () => playPlan(play.plan, speed)).then((outcome) => process.send?.(outcome));
});
// The first lab of a process is slow: its code is not compiled yet.
await playPlan(composeHealthy(0), speed);
process.send?.('ready');
