import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** How many of the things that `make` gives, `count` times, are still in memory when it is done with them. */
export async function keptOf(count: number, make: () => Promise<object>): Promise<number> {
  const things: WeakRef<object>[] = [];
  for (let made = 0; made < count; made += 1) things.push(new WeakRef(await make()));
  await collect();
  return things.filter((thing) => thing.deref() !== undefined).length;
}

async function collect(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const gc: () => void = runInNewContext('gc');
  // What a turn has looked at through a WeakRef lives until the turn is over.
  for (let round = 0; round < 3; round += 1) {
    await turn();
    gc();
  }
}
