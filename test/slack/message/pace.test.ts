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
    await clock.advance(1_200);
    expect(went).toEqual(['alert', 'report']);
    await clock.advance(2_400);
    await Promise.all(turns);
    expect(went).toEqual(['alert', 'report', '1', '2']);
  });
});
