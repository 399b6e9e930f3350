import { expect } from 'vitest';
import type { InvestigationRequest } from '#queue/requests.ts';
import { soon } from '../../support/soon.ts';
import { asked, type InWorld } from './world.ts';

/** What becomes of a question, and when it is a new one. */
export function testAsking(it: InWorld): void {
  it('announces a request and then investigates it', async (world) => {
    await world.worker();
    const enqueue = world.enqueue();
    const result = await enqueue.enqueue(asked());
    expect(result).toEqual({
      kind: 'enqueued',
      investigation: expect.stringMatching(/^[a-z][a-z0-9]{9}$/),
      position: 0,
      workers: 1,
    });
    await world.happened(`done ${result.investigation}`);
    expect(world.story).toEqual([
      `announced ${result.investigation} at 0`,
      `attempt 1 of ${result.investigation}`,
      `done ${result.investigation}`,
    ]);
  });

  it('hands over the request as it was asked, with an id and a time', async (world) => {
    const seen: InvestigationRequest[] = [];
    await world.worker({ investigate: async (request) => void seen.push(request) });
    const question = asked({ channel: 'C9', timeoutMs: 12_000 });
    const { investigation } = await world.enqueue().enqueue(question);
    await soon(() => expect(seen).toHaveLength(1));
    const { delivery: _, ...rest } = question;
    expect(seen).toEqual([{ ...rest, investigation, requestedAt: expect.any(Number) }]);
  });

  it('counts the workers of the environment that are up, and those no more that close', async (world) => {
    const [first] = await Promise.all([world.worker(), world.worker()]);
    await world.worker({ environments: [{ name: 'test', concurrency: 1 }] });
    expect(await world.enqueue().enqueue(asked())).toMatchObject({ workers: 2 });
    await first?.close(60_000);
    await soon(async () => expect(await world.up('staging')).toBe(1));
  });

  it('keeps a request until a worker comes, and says that there is none', async (world) => {
    const result = await world.enqueue().enqueue(asked());
    expect(result).toMatchObject({ kind: 'enqueued', workers: 0 });
    await world.worker();
    await world.happened(`done ${result.investigation}`);
  });

  it('makes one investigation of two equal questions asked at the same time', async (world) => {
    const hold = world.hold();
    await world.worker({ investigate: hold.investigate });
    const answers = await Promise.all([
      world.enqueue().enqueue(asked({ delivery: 'one' })),
      world.enqueue().enqueue(asked({ delivery: 'two' })),
    ]);
    expect(answers.map(({ kind }) => kind).sort()).toEqual(['already-running', 'enqueued']);
    expect(answers[0].investigation).toBe(answers[1].investigation);
    await hold.started(1);
    const later = await world.enqueue().enqueue(asked({ delivery: 'three' }));
    expect(later).toEqual({ kind: 'already-running', investigation: answers[0].investigation });
    hold.release();
  });

  it('takes questions that differ in person, environment, request or timeout for different ones', async (world) => {
    const enqueue = world.enqueue();
    const { request } = asked();
    const variants = [
      asked(),
      asked({ environment: 'test' }),
      asked({ timeoutMs: 20_000 }),
      asked({ requestedBy: 'U2', request: { ...request, nfft: 2048 } }),
    ];
    for (const variant of variants) expect((await enqueue.enqueue(variant)).kind).toBe('enqueued');
    const reordered = asked({ request: Object.fromEntries(Object.entries(request).reverse()) as typeof request });
    expect((await enqueue.enqueue(reordered)).kind).toBe('already-running');
  });

  it('lets the same question be asked again once its investigation has ended', async (world) => {
    await world.worker();
    const enqueue = world.enqueue();
    const first = await enqueue.enqueue(asked());
    await world.happened(`done ${first.investigation}`);
    const second = await soon(async () => {
      const answer = await enqueue.enqueue(asked());
      expect(answer.kind).toBe('enqueued');
      return answer;
    });
    expect(second.investigation).not.toBe(first.investigation);
    await world.happened(`done ${second.investigation}`);
  });

  it('lets it be asked again also when nothing is kept of the investigation that ended', async (world) => {
    await world.worker();
    const enqueue = world.enqueue();
    const first = await enqueue.enqueue(asked());
    await world.happened(`done ${first.investigation}`);
    await soon(async () => expect(await enqueue.position(first.investigation)).toBeUndefined());
    await world.forget(first.investigation);
    const second = await enqueue.enqueue(asked());
    expect(second.kind).toBe('enqueued');
    expect(second.investigation).not.toBe(first.investigation);
  });

  it('makes one investigation of a delivery that comes twice, also when it has ended meanwhile', async (world) => {
    await world.worker();
    const enqueue = world.enqueue();
    const first = await enqueue.enqueue(asked({ delivery: 'trigger-1' }));
    await world.happened(`done ${first.investigation}`);
    const again = await enqueue.enqueue(asked({ delivery: 'trigger-1' }));
    expect(again).toEqual({ kind: 'already-running', investigation: first.investigation });
  });

  it('stores a request whose asker died between claiming and storing it, when it is asked again', async (world) => {
    const enqueue = world.enqueue();
    const first = await enqueue.enqueue(asked());
    await world.forget(first.investigation);
    await world.worker();
    const again = await enqueue.enqueue(asked());
    expect(again).toEqual({ kind: 'already-running', investigation: first.investigation });
    await world.happened(`done ${first.investigation}`);
  });
}
