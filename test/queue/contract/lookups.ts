import { expect } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import type { AskedLookup } from '#lookups/question.ts';
import { soon } from '../../support/soon.ts';
import { asked, type InWorld } from './world.ts';

/** What becomes of a look-up. */
export function testLookups(it: InWorld): void {
  it('answers a look-up at once, while an investigation of the same environment runs and another one waits', async (world) => {
    const hold = world.hold();
    await world.worker({ investigate: hold.investigate });
    await world.enqueue().enqueue(asked({ requestedBy: 'U1' }));
    await world.enqueue().enqueue(asked({ requestedBy: 'U2' }));
    await hold.started(1);
    await world.answerer();
    const { lookup, workers } = await world.lookups().ask(world.lookupOf('one'));
    expect(workers).toBe(1);
    await world.happened(`answered ${lookup}`);
    expect(world.story.some((line) => line.startsWith('done'))).toBe(false);
  });

  it('hands over the question as it was asked, with an id and a time', async (world) => {
    const seen: unknown[] = [];
    await world.answerer({ answer: async (request) => void seen.push(request) });
    const { delivery, ...question } = world.lookupOf('one');
    const { lookup } = await world.lookups().ask({ ...question, delivery });
    await soon(() => expect(seen).toEqual([{ ...question, lookup, requestedAt: expect.any(Number) }]));
    expect(lookup).toMatch(/^[a-z][a-z0-9]{9}$/);
  });

  it('keeps no secret of what is looked for in logs, and all that is none', async (world) => {
    const seen: unknown[] = [];
    await world.answerer({ answer: async ({ asked }) => void seen.push(asked) });
    const looked = (grep: string) =>
      ({ kind: 'logs', request: { jobId: '19-7', pods: 'all', previous: false, grep } }) as const;
    const lookups = world.lookups();
    for (const grep of ['DB_PASSWORD2=hunter2', 'token: no such file'])
      await lookups.ask({ ...world.lookupOf(grep), asked: looked(grep) });
    await soon(() => expect(seen).toHaveLength(2));
    expect(seen).toContainEqual(looked('DB_PASSWORD2=‹hidden 0fe1›'));
    expect(seen).toContainEqual(looked('token: no such file'));
  });

  it('answers one delivery once, however often Slack repeats it', async (world) => {
    await world.answerer();
    const lookups = world.lookups();
    const first = await lookups.ask(world.lookupOf('one'));
    const again = await lookups.ask(world.lookupOf('one'));
    const other = await lookups.ask(world.lookupOf('two'));
    expect(again.lookup).toBe(first.lookup);
    await world.happened(`answered ${other.lookup}`);
    expect(world.story.filter((line) => line === `answered ${first.lookup}`)).toHaveLength(1);
  });

  it('keeps a question until a worker comes, and says that there is none', async (world) => {
    const { lookup, workers } = await world.lookups().ask(world.lookupOf('one'));
    expect(workers).toBe(0);
    await world.answerer();
    await world.happened(`answered ${lookup}`);
  });

  it('tells of a look-up that throws, once, and does not repeat it', async (world) => {
    const error = new Error('cannot read properties of undefined');
    await world.answerer({
      answer: async (request) => {
        world.story.push(`tried ${request.lookup}`);
        throw error;
      },
    });
    const { lookup } = await world.lookups().ask(world.lookupOf('one'));
    await world.happened(`lost ${lookup}`);
    expect(world.losses).toEqual([{ kind: 'failed', error }]);
    expect(world.story.filter((line) => line === `tried ${lookup}`)).toHaveLength(1);
  });

  it('hands a look-up that a shutdown cuts short to the next worker', async (world) => {
    const first = await world.answerer({
      clock: systemClock,
      answer: (request, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
          world.story.push(`tried ${request.lookup}`);
        }),
    });
    const { lookup } = await world.lookups().ask(world.lookupOf('one'));
    await world.happened(`tried ${lookup}`);
    await first.close(0);
    await world.answerer();
    await world.happened(`answered ${lookup}`);
    expect(world.losses).toEqual([]);
  });

  it('answers a quick look while eight that take long fill the lanes of the same environment', async (world) => {
    const release = Promise.withResolvers<void>();
    await world.answerer({
      answer: async ({ asked, lookup }) => {
        if (asked.kind !== 'jobs') await release.promise;
        world.story.push(`answered ${lookup}`);
      },
    });
    const lookups = world.lookups();
    for (const kind of ['job', 'logs'] as const)
      for (let n = 0; n < 8; n += 1)
        await lookups.ask({ ...world.lookupOf(`${kind}${n}`), requestedBy: `U${n}`, asked: long(kind, n) });
    const { lookup } = await lookups.ask(world.lookupOf('quick'));
    await world.happened(`answered ${lookup}`);
    release.resolve();
  });

  it('answers for one environment while looks at another one never end, and says how many are before who waits there', async (world) => {
    const release = Promise.withResolvers<void>();
    let begun = 0;
    await world.answerer({
      answer: async ({ environment, lookup, asked }) => {
        begun += 1;
        if (environment === 'staging' && asked.kind === 'jobs') await release.promise;
        world.story.push(`answered ${lookup}`);
      },
    });
    const lookups = world.lookups();
    for (let n = 0; n < 8; n += 1) expect((await lookups.ask(world.lookupOf(`dead${n}`))).ahead).toBe(0);
    await soon(() => expect(begun).toBe(8));
    expect((await lookups.ask(world.lookupOf('ninth'))).ahead).toBe(8);
    expect((await lookups.ask(world.lookupOf('tenth'))).ahead).toBe(9);
    const { lookup } = await lookups.ask({ ...world.lookupOf('other'), environment: 'test' });
    await world.happened(`answered ${lookup}`);
    const remembered = await lookups.ask({ ...world.lookupOf('remembered'), asked: { kind: 'checks' } });
    await world.happened(`answered ${remembered.lookup}`);
    release.resolve();
  });
}

function long(kind: 'job' | 'logs', n = 7): AskedLookup {
  const jobId = `19-${n}`;
  if (kind === 'job') return { kind, jobId };
  return { kind, request: { jobId, pods: 'all', previous: false }, followMs: 60_000 };
}
