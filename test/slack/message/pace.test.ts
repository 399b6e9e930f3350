import { describe, expect, it } from 'vitest';
import { createPaces, ownTurns, type Urgency } from '#slack/message/pace.ts';
import { manualClock } from '../../support/manual-clock.ts';

const NOON = Date.UTC(2026, 2, 15, 12);

describe('a pace', () => {
  it('lets an alert go first, then a report that somebody waits for, then the progress of others', async () => {
    const clock = manualClock(NOON);
    const pace = createPaces(ownTurns(clock), clock)('edits', 1_200);
    const went: string[] = [];
    const turn = (name: string, urgency: Urgency) => pace.turn(() => urgency).then(() => void went.push(name));
    const turns = [turn('1', 'course'), turn('2', 'course'), turn('report', 'answer'), turn('alert', 'alert')];
    await clock.advance(1_300);
    expect(went).toEqual(['alert', 'report']);
    await clock.advance(2_600);
    await Promise.all(turns);
    expect(went).toEqual(['alert', 'report', '1', '2']);
  });

  it('lets the first call of a quiet time go at once, whatever it is', async () => {
    const clock = manualClock(NOON);
    const pace = createPaces(ownTurns(clock), clock)('channel', 1_000);
    await pace.turn(() => 'course');
    expect(clock.now()).toBe(NOON);
  });

  it('gives the next turn so long after the end of a call, also one that takes longer than that', async () => {
    const clock = manualClock(NOON);
    const pace = createPaces(ownTurns(clock), clock)('channel', 1_000);
    const call = pace.during(
      () => 'answer',
      () => clock.sleep(1_500),
    );
    let wentAt = 0;
    void pace
      .turn(() => 'answer')
      .then(() => {
        wentAt = clock.now();
      });
    await clock.advance(2_400);
    await call;
    expect(wentAt).toBe(0);
    await clock.advance(200);
    expect(wentAt).toBeGreaterThanOrEqual(NOON + 2_500);
  });

  it('lets what is urgent in another process go before what is not', async () => {
    const clock = manualClock(NOON);
    const turns = ownTurns(clock);
    const [here, elsewhere] = [createPaces(turns, clock), createPaces(turns, clock)].map((of) => of('channel', 1_000));
    await here?.turn(() => 'course');
    const went: string[] = [];
    void here?.turn(() => 'course').then(() => went.push('course'));
    void elsewhere?.turn(() => 'alert').then(() => went.push('alert'));
    await clock.advance(1_500);
    expect(went).toEqual(['alert']);
    await clock.advance(1_000);
    expect(went).toEqual(['alert', 'course']);
  });
});
