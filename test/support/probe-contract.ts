import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BlindError, type Probe, type Sighting } from '#investigation/probe.ts';
import type { Subject } from '#investigation/subject.ts';
import { soon } from './soon.ts';
import { collect } from './subject.ts';

/** A probe in front of a server of its own, in a state in which the probe has something to see. */
export interface ProbeWorld {
  readonly probe: Probe;
  readonly subject: Subject;
  /** From now on the server refuses connections and drops those it has; `false` undoes it. */
  setDown(down: boolean): void | Promise<void>;
  /** How many connections of clients the server holds, where that can be counted. */
  connections?(): number | Promise<number>;
  close(): Promise<void>;
}

export interface ProbeContract {
  readonly open: () => Promise<ProbeWorld>;
  /** When a watch has yielded enough to be judged; the first sighting unless told. */
  readonly enough?: (sightings: readonly Sighting[]) => boolean;
}

/** What every probe promises, whatever it looks at. */
export function testProbe(name: string, { open, enough = (seen) => seen.length > 0 }: ProbeContract): void {
  describe(`${name} keeps the contract of a probe`, () => {
    const rejections: unknown[] = [];
    const noteRejection = (reason: unknown) => rejections.push(reason);
    let world: ProbeWorld;

    beforeEach(async () => {
      rejections.length = 0;
      process.on('unhandledRejection', noteRejection);
      world = await open();
    });

    afterEach(async () => {
      const noneLeft = async () => expect((await world.connections?.()) ?? 0, 'connections left open').toBe(0);
      await soon(noneLeft);
      await world.close();
      await new Promise((resolve) => setImmediate(resolve));
      process.off('unhandledRejection', noteRejection);
      expect(rejections, 'unhandled rejections').toEqual([]);
    });

    it('yields only what it says it sees', async () => {
      const { probe, subject } = world;
      const sightings = await collect(probe, subject, { until: enough });
      expect(sightings).not.toEqual([]);
      for (const kind of sightings.flatMap(kindsOf)) expect(probe.sees).toContain(kind);
    });

    it('learns later things later', async () => {
      const sightings = await collect(world.probe, world.subject, { until: enough });
      const moments = sightings.map((sighting) => sighting.at);
      expect(moments).toEqual(moments.toSorted((a, b) => a - b));
    });

    it('ends quietly on the signal', async () => {
      const sightings = await collect(world.probe, world.subject, { until: () => true });
      expect(sightings).not.toEqual([]);
    });

    it('ends quietly when the signal came before it', async () => {
      const watch = world.probe.watch(world.subject, AbortSignal.abort());
      for await (const sighting of watch) expect(sighting.at).toBeTypeOf('number');
    });

    it('lets go when its reader stops reading', async () => {
      const stop = new AbortController();
      for await (const sighting of world.probe.watch(world.subject, stop.signal)) {
        expect(sighting.at).toBeTypeOf('number');
        break;
      }
    });

    it('says that it cannot reach its server', async () => {
      await world.setDown(true);
      const { sightings, blind } = await watchOrBlind(world, () => true);
      expect(blind ?? sightings[0], 'a sighting or a BlindError').toBeDefined();
      if (blind) expect(blind.message).not.toBe('');
    });

    it('takes the loss of its server in the middle for a fact or a gap', async () => {
      let down: Promise<void> | undefined;
      let before = Number.POSITIVE_INFINITY;
      const { sightings, blind } = await watchOrBlind(world, (seen) => {
        if (down) return seen.length > before;
        if (!enough(seen)) return false;
        before = seen.length;
        down = Promise.resolve(world.setDown(true));
        return false;
      });
      await down;
      expect(sightings).not.toEqual([]);
      if (blind) expect(blind.message).not.toBe('');
    });
  });
}

function kindsOf(sighting: Sighting) {
  if ('fact' in sighting) return [sighting.fact.kind];
  return 'gap' in sighting ? sighting.gap.kinds : [];
}

/** The only thing a probe may throw is a BlindError; any other error flies and fails the test. */
async function watchOrBlind(world: ProbeWorld, until: (seen: readonly Sighting[]) => boolean) {
  const sightings: Sighting[] = [];
  const note = (seen: readonly Sighting[]) => {
    sightings.splice(0, sightings.length, ...seen);
    return until(seen);
  };
  try {
    await collect(world.probe, world.subject, { until: note });
    return { sightings };
  } catch (error) {
    if (error instanceof BlindError) return { sightings, blind: error };
    throw error;
  }
}
