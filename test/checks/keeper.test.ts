import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BookEvent, Incident, Notice } from '#checks/book.ts';
import type { BookStore } from '#checks/book-store.ts';
import { check, MINUTE, NOON } from '../support/book.ts';
import { type KeeperStage, never, openKeeperStage } from '../support/keeper-stage.ts';
import { openSlackWorld, type SlackWorld } from '../support/slack-world.ts';
import { soon } from '../support/soon.ts';

const CHANNEL = 'C0INCIDENT';
const api = check('api', { channel: CHANNEL });
const live = check('live', { channel: CHANNEL });
/** An incident with two things to tell. */
const investigated = { investigation: 'i1' };

let world: SlackWorld;
let stage: KeeperStage;
beforeEach(async () => {
  world = await openSlackWorld();
  stage = openKeeperStage(world, api, live);
});
afterEach(() => world.close());

const nameOf = ({ members }: Incident) => members[0]?.check;
const notices = async () =>
  (await stage.incidents()).flatMap((incident) =>
    incident.notices.map(({ news, tried }) => `${news.kind}${tried ? ', tried' : ''}`),
  );

describe('a keeper of the book', () => {
  it('stores what follows from the events before it tells it, and that it was told after', async () => {
    const seen: unknown[] = [];
    await stage.runs('api', 'FF', investigated);
    const process = await stage.begin('one', {
      async tell() {
        seen.push([await notices(), (await stage.store.events(10)).length]);
      },
    });
    await process.rested();
    expect(seen).toEqual([
      [['opened, tried', 'details'], 0],
      [['details, tried'], 0],
    ]);
    expect(await notices()).toEqual([]);
    await process.stop();
  });

  it('writes nothing in a quiet minute', async () => {
    const store = stage.counted();
    await stage.runs('api', 'FF');
    const process = await stage.begin('one', { store });
    await process.rounds(2);
    const before = store.writes;
    await process.rounds(60);
    expect(store.writes).toBe(before);
    expect(before).toBeGreaterThan(0);
    await process.stop();
  });

  it('passes over an event that is too much for it, and takes in the others', async () => {
    const strange = { kind: 'run', at: NOON } as unknown as BookEvent;
    let given = false;
    const events: BookStore['events'] = async (count) => {
      const rest = await stage.store.events(count);
      if (given) return rest;
      given = true;
      return [strange, ...rest];
    };
    await stage.runs('api', 'FF');
    const process = await stage.begin('one', { store: { ...stage.store, events } });
    await process.rested();
    expect(stage.told).toEqual(['api opened']);
    expect(stage.lines).toContainEqual(
      expect.objectContaining({ level: 'error', fields: expect.objectContaining({ event: 'run' }) }),
    );
    await process.stop();
  });

  it('lets it be known that it watches at each round that goes through, and at no other', async () => {
    const beats: number[] = [];
    let trouble: Error | undefined;
    const events: BookStore['events'] = (count) => (trouble ? Promise.reject(trouble) : stage.store.events(count));
    const process = await stage.begin('one', { store: { ...stage.store, events }, beat: (at) => beats.push(at) });
    await process.round();
    trouble = new Error('Redis is full');
    await process.rounds(3);
    trouble = undefined;
    await process.round();
    expect(beats).toEqual([NOON, NOON + 1_000, NOON + 5_000]);
    await process.stop();
  });

  it('logs the same trouble once, however long it lasts, and again when it comes back', async () => {
    let trouble: Error | undefined = new Error('Redis is full');
    const events: BookStore['events'] = (count) => (trouble ? Promise.reject(trouble) : stage.store.events(count));
    const process = await stage.begin('one', { store: { ...stage.store, events } });
    await process.rounds(5);
    expect(stage.lines).toMatchObject([{ level: 'warn', fields: { error: 'Redis is full' } }]);
    trouble = new Error('Redis has moved');
    await process.rounds(2);
    trouble = undefined;
    await process.round();
    trouble = new Error('Redis has moved');
    await process.rounds(2);
    expect(stage.lines.map(({ fields }) => fields.error)).toEqual([
      'Redis is full',
      'Redis has moved',
      'Redis has moved',
    ]);
    await process.stop();
  });
});

describe('what Slack does not take', () => {
  it('stays to be told, and is tried again later and later', async () => {
    const tries: number[] = [];
    const tell = async () => {
      tries.push((stage.clock.now() - NOON) / 1_000);
      throw new Error('no');
    };
    await stage.runs('api', 'FF');
    const process = await stage.begin('one', { tell });
    await process.rounds(1_300);
    expect(tries).toEqual([0, 5, 15, 35, 75, 155, 315, 615, 915, 1_215]);
    expect(await notices()).toEqual(['opened, tried']);
    await process.stop();
  });

  it('is told when Slack takes it again, and then tried at once the next time', async () => {
    let fails = true;
    const tell = vi.fn(async () => {
      if (fails) throw new Error('no');
    });
    await stage.runs('api', 'FF', investigated);
    const process = await stage.begin('one', { tell });
    await process.rounds(20);
    fails = false;
    await process.rounds(20);
    expect(await notices()).toEqual([]);
    fails = true;
    await stage.runs('api', 'GG');
    tell.mockClear();
    await process.rounds(6);
    expect(tell).toHaveBeenCalledTimes(2);
    await process.stop();
  });

  it('holds up what comes after it of its incident, and no other incident', async () => {
    let fails = true;
    const told: string[] = [];
    const tell = async (incident: Incident, { news }: Notice) => {
      if (fails && nameOf(incident) === 'api') throw new Error('no');
      told.push(`${nameOf(incident)} ${news.kind}`);
    };
    await stage.runs('api', 'FF', investigated);
    await stage.runs('live', 'FF', { ...investigated, cause: 'slow:total' });
    const process = await stage.begin('one', { tell });
    await process.rested();
    expect(told).toEqual(['live opened', 'live details']);
    fails = false;
    await process.rounds(4);
    expect(told).toHaveLength(2);
    await process.round();
    expect(told.slice(2)).toEqual(['api opened', 'api details']);
    await process.stop();
  });

  it('holds others up for half a minute at most when it never answers', async () => {
    const told: string[] = [];
    const tell = (incident: Incident) => {
      if (nameOf(incident) === 'api') return never<void>();
      told.push('live');
      return Promise.resolve();
    };
    await stage.runs('api', 'FF');
    await stage.runs('live', 'FF', { cause: 'slow:total' });
    const process = await stage.begin('one', { tell });
    await soon(async () => expect(await notices()).toContain('opened, tried'));
    await stage.clock.advance(29_000);
    expect(told).toEqual([]);
    await stage.clock.advance(1_000);
    await process.rested();
    expect(told).toEqual(['live']);
    await process.stop();
  });

  it('is an edit that is tried again, too', async () => {
    const shown: boolean[] = [];
    const show = async () => shown.push(shown.length >= 2) > 2;
    await stage.runs('api', 'FF');
    const process = await stage.begin('one', { show });
    await process.rested();
    expect(shown).toEqual([false]);
    await process.rounds(14);
    expect(shown).toEqual([false, false]);
    await process.rounds(30);
    expect(shown).toEqual([false, false, true]);
    await process.stop();
  });
});

describe('a process that loses the lease', () => {
  it('ends when its book is refused, and tells nothing', async () => {
    const process = await stage.begin('one');
    await stage.giveLeaseTo('two');
    await stage.runs('api', 'FF');
    await process.round();
    await process.ended;
    expect(stage.told).toEqual([]);
    expect(await stage.store.events(10)).toHaveLength(2);
  });

  it('tells nothing more from the moment on when it knows', async () => {
    await stage.runs('api', 'FF', investigated);
    const told: string[] = [];
    const process = await stage.begin('one', {
      async tell(_, { news }) {
        told.push(news.kind);
        process.lose();
      },
    });
    await process.ended;
    expect(told).toEqual(['opened']);
  });

  it('ends at once while Slack does not answer', async () => {
    await stage.runs('api', 'FF');
    const process = await stage.begin('one', { tell: () => never() });
    await soon(async () => expect(await notices()).toEqual(['opened, tried']));
    await process.stop();
    await stage.clock.advance(0);
    expect(stage.clock.waiting).toBe(0);
    expect(stage.lines.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  it('ends at once while Redis does not answer, and keeps nothing when it does at last', async () => {
    const answer = Promise.withResolvers<void>();
    const writes = vi.fn(stage.store.keep);
    const events: BookStore['events'] = async (count) => {
      await answer.promise;
      return stage.store.events(count);
    };
    await stage.runs('api', 'FF');
    const process = await stage.begin('one', { store: { ...stage.store, events, keep: writes } });
    await process.stop();
    answer.resolve();
    // What it asks Redis for now is answered before this.
    for (const _ of ['events', 'book', 'and more']) await stage.store.read();
    expect(writes).not.toHaveBeenCalled();
  });
});

describe('a confirmation', () => {
  const asked = vi.fn(async (_check: string, _id: string) => {});
  beforeEach(() => asked.mockClear());

  it('is asked for once, when it is due', async () => {
    await stage.runs('api', 'F');
    const process = await stage.begin('one', { confirm: asked });
    await process.rounds(59);
    expect(asked).not.toHaveBeenCalled();
    await process.rounds(60);
    expect(asked.mock.calls).toEqual([['api', `api:confirm:${NOON - 1 + MINUTE}`]]);
    await process.stop();
  });

  it('has the same id when the process dies before it has stored that it was asked for', async () => {
    await stage.runs('api', 'F');
    const store = stage.dying(2, 'before');
    const one = await stage.begin('one', { confirm: asked, store });
    void one.round(MINUTE);
    await store.died;
    await one.stop();
    const two = await stage.begin('two', { confirm: asked });
    await two.rounds(3);
    expect(asked).toHaveBeenCalledTimes(2);
    expect(asked.mock.calls[0]).toEqual(asked.mock.calls[1]);
    await two.stop();
  });

  it('is wanted again after the next surprise', async () => {
    await stage.runs('api', 'F');
    const process = await stage.begin('one', { confirm: asked });
    await process.rounds(61);
    await stage.runs('api', 'GGF');
    await process.rounds(61);
    expect(asked).toHaveBeenCalledTimes(2);
    expect(asked.mock.calls[0]?.[1]).not.toBe(asked.mock.calls[1]?.[1]);
    await process.stop();
  });
});

describe('a process that dies', () => {
  const texts = () => world.slack.messages(CHANNEL).map(({ text }) => text);

  /** A second process, until all is told. */
  async function follow() {
    const two = await stage.begin('two', stage.slackTeller());
    await two.rounds(3);
    await stage.runs('api', 'GG');
    await two.rounds(3);
    await two.stop();
    expect(await notices()).toEqual([]);
  }

  function expectOnce() {
    expect(texts()).toEqual([
      expect.stringContaining('*lab works again,'),
      expect.stringMatching(/\*over after 3 s\*/),
    ]);
  }

  const steps = [1, 2, 3, 4, 5, 6].flatMap((nth) => [[nth, 'before'] as const, [nth, 'after'] as const]);
  it.each(steps)(
    'over write %i, %s Redis has it, leaves everything to be told once by the next one',
    async (nth, when) => {
      await stage.runs('api', 'FF', investigated);
      const store = stage.dying(nth, when);
      const one = await stage.begin('one', { ...stage.slackTeller(), store });
      await store.died;
      await one.stop();
      await follow();
      expectOnce();
    },
  );

  it.each(['before', 'after'] as const)('%s Slack has the message leaves it to be told once', async (when) => {
    await stage.runs('api', 'FF');
    const died = Promise.withResolvers<void>();
    const teller = stage.slackTeller();
    const one = await stage.begin('one', {
      async tell(incident, notice) {
        if (when === 'after') await teller.tell(incident, notice);
        died.resolve();
        return never();
      },
    });
    await died.promise;
    await one.stop();
    await follow();
    expectOnce();
  });
});
