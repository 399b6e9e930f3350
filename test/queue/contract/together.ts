import { describe, expect } from 'vitest';
import type { AnswerLookups } from '#queue/lookups.ts';
import type { UnderWay, UnderWayQueue } from '#queue/under-way.ts';
import { soon } from '../../support/soon.ts';
import { asked as askedDirectly, type InWorld, type World } from './world.ts';

const asked = (change: Parameters<typeof askedDirectly>[0] = {}) => askedDirectly({ channel: 'C1', ...change });

/** One question of several people. */
export function testTogether(it: InWorld): void {
  it('is one investigation for all who ask the same where all can see it, and each is known', async (world) => {
    const hold = world.hold();
    await world.worker({ investigate: hold.investigate });
    const [one, other] = [world.enqueue(), world.enqueue()];
    const { investigation } = await one.enqueue(asked());
    const again = await other.enqueue(asked({ requestedBy: 'U2' }));
    expect(again).toEqual({ kind: 'already-running', investigation });
    await other.enqueue(asked({ requestedBy: 'U2' }));
    await one.enqueue(asked({ requestedBy: 'constructor' }));
    expect((await world.askers(investigation)).map(({ user }) => user)).toEqual(['U1', 'U2', 'constructor']);
    hold.release();
    await world.happened(`done ${investigation}`);
    expect(world.story.filter((line) => line.startsWith('attempt'))).toHaveLength(1);
  });

  it('is one over channels that everybody sees, and another in each that not everybody sees', async (world) => {
    const enqueue = world.enqueue();
    const open = await enqueue.enqueue(asked({ channel: 'C1', isOpen: true }));
    const elsewhere = await enqueue.enqueue(asked({ channel: 'C2', isOpen: true, requestedBy: 'U2' }));
    expect(elsewhere).toEqual({ kind: 'already-running', investigation: open.investigation });
    expect(await world.askers(open.investigation)).toEqual([
      { user: 'U1', channel: 'C1' },
      { user: 'U2', channel: 'C2' },
    ]);
    const closed = await enqueue.enqueue(asked({ channel: 'G1', requestedBy: 'U2' }));
    const direct = await enqueue.enqueue(asked({ channel: 'D1', requestedBy: 'U2' }));
    expect([closed.kind, direct.kind]).toEqual(['enqueued', 'enqueued']);
    expect((await enqueue.enqueue(asked({ channel: 'G1', requestedBy: 'U3' }))).investigation).toBe(
      closed.investigation,
    );
  });

  it('is nobody’s to join any more when it is told that there will be no report: who asks then has one of their own', async (world) => {
    const enqueue = world.enqueue();
    const kinds: string[] = [];
    await world.worker({
      investigate: ({ requestedBy }) => (requestedBy === 'U1' ? Promise.reject(new Error('bug')) : Promise.resolve()),
      lost: async () =>
        void kinds.push((await enqueue.enqueue(asked({ channel: 'C2', isOpen: true, requestedBy: 'U2' }))).kind),
    });
    await enqueue.enqueue(asked({ isOpen: true }));
    await soon(() => expect(kinds).toEqual(['enqueued']));
  });

  it('takes a share of the first alone, and of who is left when the first wants it no more', async (world) => {
    const enqueue = world.enqueue();
    const question = (requestedBy: string, n: number) => asked({ requestedBy, timeoutMs: 30_000 + n * 1_000 });
    const [shared] = [await enqueue.enqueue(question('U1', 1)), await enqueue.enqueue(question('U2', 1))];
    for (const n of [2, 3, 4]) expect((await enqueue.enqueue(question('U2', n))).kind).toBe('enqueued');
    const underWay = world.underWay();
    expect(await underWay.cancel(await find(underWay, shared.investigation), 'U1')).toBe('left');
    for (const n of [5, 6, 7]) expect((await enqueue.enqueue(question('U1', n))).kind).toBe('enqueued');
    await expect(enqueue.enqueue(question('U2', 8))).rejects.toMatchObject({
      kind: 'too-many',
      waiting: expect.arrayContaining([shared.investigation]),
    });
  });

  it('goes on for the others when one of them cancels it, and ends with the last', async (world) => {
    const { investigate } = world.obedient();
    await world.worker({ investigate });
    const enqueue = world.enqueue();
    const { investigation } = await enqueue.enqueue(asked());
    await world.happened(`attempt 1 of ${investigation}`);
    await enqueue.enqueue(asked({ requestedBy: 'U2' }));
    const underWay = world.underWay();
    expect(await underWay.cancel(await find(underWay, investigation), 'U1')).toBe('left');
    expect((await find(underWay, investigation)).askers).toEqual(['U2']);
    expect(await underWay.cancel(await find(underWay, investigation), 'U2')).toBe('ended');
    await world.happened(`U2 cancelled ${investigation} in attempt 1`);
  });

  it('goes on for the others where one of them presses twice, at once or after it is done', async (world) => {
    const { investigate } = world.obedient();
    await world.worker({ investigate });
    const enqueue = world.enqueue();
    const { investigation } = await enqueue.enqueue(asked());
    await world.happened(`attempt 1 of ${investigation}`);
    await enqueue.enqueue(asked({ requestedBy: 'U2' }));
    const underWay = world.underWay();
    const seen = await find(underWay, investigation);
    const pressed = [underWay.cancel(seen, 'U1'), underWay.cancel(seen, 'U1')];
    expect(await Promise.all(pressed)).toEqual(['left', 'left']);
    expect(await underWay.cancel(await find(underWay, investigation), 'U1')).toBe('left');
    expect((await find(underWay, investigation)).askers).toEqual(['U2']);
    expect(await underWay.cancel(await find(underWay, investigation), 'U2')).toBe('ended');
  });

  it('ends for all when somebody else cancels it', async (world) => {
    const { investigate } = world.obedient();
    await world.worker({ investigate });
    const enqueue = world.enqueue();
    const { investigation } = await enqueue.enqueue(asked());
    await world.happened(`attempt 1 of ${investigation}`);
    await enqueue.enqueue(asked({ requestedBy: 'U2' }));
    const underWay = world.underWay();
    expect(await underWay.cancel(await find(underWay, investigation), 'U9')).toBe('ended');
    await world.happened(`U9 cancelled ${investigation} in attempt 1`);
    expect((await world.askers(investigation)).map(({ user }) => user)).toEqual(['U1', 'U2']);
  });

  it('takes nobody on once it is being ended: who asks then has one of their own', async (world) => {
    const posted = Promise.withResolvers<void>();
    await world.worker({ announce: () => posted.promise });
    const enqueue = world.enqueue();
    const first = await enqueue.enqueue(asked());
    const underWay = world.underWay();
    await underWay.cancel(await find(underWay, first.investigation), 'U1');
    const second = await enqueue.enqueue(asked({ requestedBy: 'U2' }));
    posted.resolve();
    expect(second.kind).toBe('enqueued');
    expect(second.investigation).not.toBe(first.investigation);
  });

  describe('a look at a job', () => {
    const ofJob = (requestedBy: string, delivery: string, change: object = {}) =>
      ({
        ...{ environment: 'staging', requestedBy, channel: 'C1', isOpen: true, delivery },
        asked: { kind: 'job', jobId: '19-7' } as const,
        ...change,
      }) as const;
    const obedient = (world: World): Pick<AnswerLookups, 'answer'> => ({
      answer: ({ lookup }, { cancelled }) =>
        new Promise((_resolve, reject) => {
          world.story.push(`looks ${lookup}`);
          cancelled.addEventListener('abort', () => reject(cancelled.reason));
        }),
    });

    it('is one for all who ask the same while it is not over, where all can see it', async (world) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      await world.answerer({
        answer: async ({ lookup }) => promise.then(() => void world.story.push(`answered ${lookup}`)),
      });
      const lookups = world.lookups();
      const [one, other] = await Promise.all(['U1', 'U2'].map((user) => lookups.either(ofJob(user, user))));
      const kinds = [one?.kind, other?.kind].sort();
      expect(kinds).toEqual(['already-running', 'enqueued']);
      const first = one?.kind === 'enqueued' ? one.lookup : other?.kind === 'enqueued' ? other.lookup : '';
      const joined = { kind: 'already-running', investigation: first };
      expect(await lookups.either(ofJob('U3', 'far', { channel: 'C2' }))).toEqual(joined);
      // Slack repeats a delivery: it is still the same.
      expect(await lookups.either(ofJob('U3', 'far', { channel: 'C2' }))).toEqual(joined);
      expect((await world.askers(first)).at(-1)).toEqual({ user: 'U3', channel: 'C2' });
      for (const change of [
        { environment: 'test' },
        { asked: { kind: 'job', jobId: '19-8' } as const },
        { channel: 'G1', isOpen: false },
      ])
        expect((await lookups.either(ofJob('U4', JSON.stringify(change), change))).kind).toBe('enqueued');
      resolve();
      await world.happened(`answered ${first}`);
      await soon(async () => expect((await lookups.either(ofJob('U2', 'later'))).kind).toBe('enqueued'));
    });

    it('is nobody’s to join any more when it is told that there will be no report: who asks then has one of their own', async (world) => {
      const enqueue = world.enqueue();
      const kinds: string[] = [];
      await world.worker({
        investigate: ({ requestedBy }) => (requestedBy === 'U1' ? Promise.reject(new Error('bug')) : Promise.resolve()),
        lost: async () =>
          void kinds.push((await enqueue.enqueue(asked({ channel: 'C2', isOpen: true, requestedBy: 'U2' }))).kind),
      });
      await enqueue.enqueue(asked({ isOpen: true }));
      await soon(() => expect(kinds).toEqual(['enqueued']));
    });

    it('takes a share of the first alone, and of who is left', async (world) => {
      const lookups = world.lookups();
      const inTest = (user: string, jobId: string) =>
        lookups.either(ofJob(user, user + jobId, { environment: 'test', asked: { kind: 'job', jobId } as const }));
      const { lookup = '' } = (await inTest('U1', '1-1')) as { lookup?: string };
      expect((await inTest('U2', '1-2')).kind).toBe('enqueued');
      expect((await inTest('U2', '1-3')).kind).toBe('enqueued');
      expect((await inTest('U2', '1-1')).kind).toBe('already-running');
      const underWay = world.underWay();
      expect(await underWay.cancel(await find(underWay, lookup), 'U1')).toBe('left');
      expect((await find(underWay, lookup)).askers).toEqual(['U2']);
      for (const jobId of ['2-1', '2-2']) expect((await inTest('U1', jobId)).kind).toBe('enqueued');
      await expect(inTest('U2', '1-4')).rejects.toMatchObject({
        kind: 'too-many',
        waiting: expect.arrayContaining([lookup]),
      });
    });

    it('goes on for the others when one of them cancels it, and ends with the last', async (world) => {
      await world.answerer(obedient(world));
      const lookups = world.lookups();
      const { lookup } = await lookups.ask(ofJob('U1', 'one'));
      await world.happened(`looks ${lookup}`);
      await lookups.either(ofJob('U2', 'two'));
      const underWay = world.underWay();
      expect(await underWay.cancel(await find(underWay, lookup), 'U1')).toBe('left');
      expect(await underWay.cancel(await find(underWay, lookup), 'U2')).toBe('ended');
      expect((await lookups.either(ofJob('U3', 'three'))).kind).toBe('enqueued');
      await world.happened(`U2 cancelled ${lookup}`);
    });
  });
}

async function find(underWay: UnderWayQueue, id: string): Promise<UnderWay> {
  const found = (await underWay.list()).find((one) => one.id === id);
  if (!found) throw new Error(`${id} is not under way`);
  return found;
}
