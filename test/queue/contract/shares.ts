import { expect } from 'vitest';
import type { LookupRequest } from '#queue/requests.ts';
import { asked, type InWorld, run } from './world.ts';

/** How much one person may have at a time, and who goes first. */
export function testShares(it: InWorld): void {
  const one = (requestedBy: string, n: number) => asked({ requestedBy, timeoutMs: 30_000 + n * 1_000 });

  it('takes three of a person that wait, also of many asked at once, and names them for the fourth', async (world) => {
    const enqueue = world.enqueue();
    const other = world.enqueue();
    const answers = await Promise.allSettled(
      [1, 2, 3, 4, 5, 6].map((n) => (n % 2 === 0 ? enqueue : other).enqueue(one('U1', n))),
    );
    const taken = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.investigation] : []));
    expect(taken).toHaveLength(3);
    const fourth = await enqueue.enqueue(one('U1', 9)).catch((error: unknown) => error);
    expect(fourth).toMatchObject({ kind: 'too-many', waiting: expect.arrayContaining(taken) });
    expect((await enqueue.enqueue(one('U2', 9))).kind).toBe('enqueued');
  });

  it('counts in each environment by itself, as much as it allows', async (world) => {
    const enqueue = world.enqueue();
    for (const n of [1, 2, 3]) await enqueue.enqueue(one('U1', n));
    const inTest = (person: string, n: number) => enqueue.enqueue({ ...one(person, n), environment: 'test' });
    const { investigation } = await inTest('U1', 1);
    await expect(inTest('U1', 2)).rejects.toMatchObject({ kind: 'too-many', waiting: [investigation] });
    await inTest('U2', 1);
    await expect(inTest('U3', 1)).rejects.toMatchObject({ kind: 'line-full', waiting: 2 });
  });

  it('does not take a question for one more that is being answered already', async (world) => {
    const enqueue = world.enqueue();
    for (const n of [1, 2, 3]) await enqueue.enqueue(one('U1', n));
    expect((await enqueue.enqueue(one('U1', 2))).kind).toBe('already-running');
  });

  it('takes no more for an environment whose line is as long as it may be', async (world) => {
    const enqueue = world.enqueue();
    for (const n of [1, 2, 3, 4, 5, 6, 7, 8]) await enqueue.enqueue(one(`U${n}`, 0));
    await expect(enqueue.enqueue(one('U9', 0))).rejects.toMatchObject({ kind: 'line-full', waiting: 8 });
    expect((await enqueue.enqueue({ ...one('U9', 0), environment: 'test' })).kind).toBe('enqueued');
  });

  it('lets who has fewer before go first, and a check before what else somebody asked', async (world) => {
    const hold = world.hold();
    await world.worker({ investigate: hold.investigate });
    const enqueue = world.enqueue();
    const ids: string[] = [];
    const ask = async (person: string, n: number) => {
      const { investigation } = await enqueue.enqueue(one(person, n));
      await world.happenedMatching(new RegExp(`^announced ${investigation}`));
      ids.push(investigation);
    };
    await ask('U1', 1);
    await hold.started(1);
    await ask('U1', 2);
    await ask('U1', 3);
    await world.runs().enqueueRun(run('1'));
    await ask('U2', 4);
    hold.release();
    await world.happened(`done ${ids[2]}`);
    const order = [ids[0], ids[3], run('1').investigation, ids[1], ids[2]];
    expect(world.story.filter((line) => line.startsWith('attempt'))).toEqual(order.map((id) => `attempt 1 of ${id}`));
  });

  it('lets a person follow two logs at a time, and answers whatever else they ask', async (world) => {
    const lookups = world.lookups();
    const request = { jobId: '19-7', pods: 'all', previous: false } as const;
    const following = { kind: 'logs', request, followMs: 60_000 } as const satisfies LookupRequest['asked'];
    const follow = (delivery: string) => lookups.ask({ ...world.lookupOf(delivery), asked: following });
    const two = [await follow('1'), await follow('2')].map(({ lookup }) => lookup);
    await expect(follow('3')).rejects.toMatchObject({ kind: 'too-many', waiting: expect.arrayContaining(two) });
    expect((await follow('2')).lookup).toBe(two[1]);
    expect((await lookups.ask(world.lookupOf('4'))).kind).toBe('enqueued');
    const inTest = (delivery: string) =>
      lookups.ask({ ...world.lookupOf(delivery), asked: following, environment: 'test' });
    expect((await inTest('5')).kind).toBe('enqueued');
    await expect(inTest('6')).rejects.toMatchObject({ kind: 'too-many' });
  });

  it('takes two quick looks of a person and two at a job that are not over, also of many asked at once, and names them for the third', async (world) => {
    const lookups = world.lookups();
    const ask = (delivery: string, change: Partial<LookupRequest> = {}) =>
      lookups.ask({ ...world.lookupOf(delivery), environment: 'test', ...change });
    const answers = await Promise.allSettled(['1', '2', '3', '4'].map((delivery) => ask(delivery)));
    const two = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.lookup] : []));
    expect(two).toHaveLength(2);
    const logs = { kind: 'logs', request: { jobId: '19-7', pods: 'all', previous: false } } as const;
    const why = { kind: 'too-many', waiting: expect.arrayContaining(two) };
    await expect(ask('5', { asked: logs })).rejects.toMatchObject(why);
    const ofJob = (n: number) => ask(`job ${n}`, { asked: { kind: 'job', jobId: `19-${n}` } });
    const jobs = [await ofJob(1), await ofJob(2)].map(({ lookup }) => lookup);
    await expect(ofJob(3)).rejects.toMatchObject({ waiting: expect.arrayContaining(jobs) });
    expect((await ofJob(2)).lookup).toBe(jobs[1]);
    expect((await ask('6', { requestedBy: 'U2' })).kind).toBe('enqueued');
    expect((await ask('7', { asked: { kind: 'checks' } })).kind).toBe('enqueued');
    await world.answerer();
    for (const lookup of [...two, ...jobs]) await world.happened(`answered ${lookup}`);
    expect((await ask('5', { asked: logs })).kind).toBe('enqueued');
  });
}
