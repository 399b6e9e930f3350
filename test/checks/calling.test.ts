import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BookEvent } from '#checks/book.ts';
import type { BookStore } from '#checks/book-store.ts';
import type { CallOut } from '#checks/calling.ts';
import { knownRedactor } from '#lib/redact.ts';
import { createCallOut } from '#ways/call-out.ts';
import { pagerDuty } from '#ways/pagerduty.ts';
import { check } from '../support/book.ts';
import { type KeeperStage, never, openKeeperStage } from '../support/keeper-stage.ts';
import { openReceiver, type Receiver } from '../support/receiver.ts';
import { openSlackWorld, type SlackWorld } from '../support/slack-world.ts';
import { soon } from '../support/soon.ts';

/** The keeper and the book in the lab's Redis, and a web server in PagerDuty's place. */
describe('a keeper that calls ways out', () => {
  let world: SlackWorld;
  let stage: KeeperStage;
  let receiver: Receiver;
  beforeEach(async () => {
    world = await openSlackWorld();
    receiver = await openReceiver();
    stage = openKeeperStage(world, check('api', { channel: 'C0INCIDENT', notify: ['oncall'] }));
  });
  afterEach(async () => {
    await receiver.close();
    await world.close();
  });

  const callOut = (): CallOut =>
    createCallOut({
      ways: [pagerDuty('oncall', { routingKey: 'KEY', url: receiver.url })],
      checkOf: () => undefined,
      linkTo: async () => undefined,
      redactor: knownRedactor,
      counted: () => {},
      clock: stage.clock,
    });
  const heard = () => receiver.received.map(({ body }) => (body as { readonly event_action: string }).event_action);
  const waiting = async () => (await stage.incidents()).flatMap(({ ways = [] }) => ways.flatMap(({ calls }) => calls));
  const settled = () => soon(async () => expect(await stage.store.events(10)).not.toEqual([]));
  const refuse = (answer: ServerResponse) => answer.writeHead(500).end();

  it('tells of an incident, of who has it in hand and of its end, once each', async () => {
    const process = await stage.begin('one', { callOut: callOut() });
    await stage.runs('api', 'FF');
    await process.round();
    await settled();
    await process.round();
    const [incident] = await stage.incidents();
    await stage.record({ kind: 'acknowledge', at: stage.clock.now(), incident: incident?.id ?? '', by: 'U1' });
    await process.round();
    await settled();
    await process.round();
    await stage.runs('api', 'GG');
    await process.round();
    await settled();
    await process.rounds(60);
    expect(heard()).toEqual(['trigger', 'acknowledge', 'resolve']);
    expect(await waiting()).toEqual([]);
    await process.stop();
  });

  it('keeps what was not taken, with what came of it, and holds up nothing with it: an answer that never comes neither', async () => {
    receiver.answer(() => {});
    const process = await stage.begin('one', { callOut: callOut() });
    await stage.runs('api', 'FF', { investigation: 'i1' });
    await process.round();
    await soon(() => expect(heard()).toEqual(['trigger']));
    await process.rounds(3);
    expect(stage.told).toEqual(['api opened', 'api details']);
    receiver.answer(refuse);
    await soon(async () => {
      await process.round();
      expect(await waiting()).toMatchObject([{ what: 'trigger', tries: 1, why: expect.stringMatching(/abort|time/i) }]);
    });
    receiver.answer((answer) => answer.writeHead(202).end());
    await soon(async () => {
      await process.round();
      expect(await waiting()).toEqual([]);
    });
    expect(heard()).toEqual(['trigger', 'trigger']);
    await process.stop();
  });

  it('that dies after it wrote down that it calls, and before it does, leaves the call to the next one', async () => {
    const dying = await stage.begin('one', { callOut: () => never() });
    await stage.runs('api', 'FF');
    await dying.round();
    await soon(async () => expect(await waiting()).toMatchObject([{ what: 'trigger', tried: true }]));
    dying.lose();
    await dying.stop();
    expect(heard()).toEqual([]);
    const next = await stage.begin('two', { callOut: callOut() });
    await next.rested();
    await settled();
    await next.rounds(5);
    expect(heard()).toEqual(['trigger']);
    await next.stop();
  });

  it('does not call again what an earlier one heard the answer of, though the book does not have it yet', async () => {
    const one = await stage.begin('one', { callOut: callOut() });
    await stage.runs('api', 'FF');
    await one.round();
    await settled();
    one.lose();
    await one.stop();
    expect(await waiting()).toHaveLength(1);
    const two = await stage.begin('two', { callOut: callOut() });
    await two.rounds(5);
    expect(heard()).toEqual(['trigger']);
    expect(await waiting()).toEqual([]);
    await two.stop();
  });

  it('writes down what came of a call when Redis is back, and calls no second time meanwhile', async () => {
    let isAway = true;
    const record = (event: BookEvent) =>
      isAway ? Promise.reject(new Error('Redis is away')) : stage.store.record(event);
    const store: BookStore = { ...stage.store, record };
    const process = await stage.begin('one', { callOut: callOut(), store });
    await stage.runs('api', 'FF');
    await process.round();
    await soon(() => expect(JSON.stringify(stage.lines)).toContain('could not be written down'));
    await process.rounds(20);
    isAway = false;
    await soon(async () => {
      await process.round();
      expect(await waiting()).toEqual([]);
    });
    await process.rounds(3);
    expect(heard()).toEqual(['trigger']);
    expect(await waiting()).toEqual([]);
    await process.stop();
  });
});
