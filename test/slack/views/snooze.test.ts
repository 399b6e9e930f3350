import { describe, expect, it } from 'vitest';
import type { Incident } from '#checks/book.ts';
import { findViewProblems } from '#lab/services/slack/view-problems.ts';
import type { PersonEvent } from '#slack/actions/acknowledge.ts';
import type { Content } from '#slack/message/content.ts';
import { snoozeModal, snoozeView } from '#slack/views/snooze.ts';
import { stoppedClock } from '../../support/ask-slack.ts';
import { check, incident } from '../../support/incident.ts';

const HOUR = 3_600_000;
/** In Berlin it is 08:30 then. */
const NOW = Date.UTC(2025, 10, 13, 7, 30);

function modal(known: Incident = incident(), tz?: string, now = NOW) {
  const events: PersonEvent[] = [];
  const made = snoozeModal({
    incidentOf: async (id) => (id === known.id ? known : undefined),
    checkOf: (name) => check({ name, ...(tz && { quietHours: { from: 0, to: 60, tz } }) }),
    record: async (event) => void events.push(event),
    clock: stoppedClock(now),
  });
  return { events, made };
}

async function submit(
  { made }: ReturnType<typeof modal>,
  values: Readonly<Record<string, string | undefined>>,
  metadata = 'k3f9q2',
) {
  const whispers: Content[] = [];
  const checked = made.check({ user: 'U0ASKER', metadata, values });
  if ('mistakes' in checked) return checked.mistakes;
  await checked.run({ whisper: async (content) => void whispers.push(content), triggerId: 'trigger-2' });
  return whispers.map(({ text }) => text);
}

describe('the form for a snooze', () => {
  it('is taken by Slack, also for the longest zone', () => {
    for (const tz of ['UTC', 'America/Argentina/ComodRivadavia', 'x'.repeat(200)])
      expect(findViewProblems(snoozeView('k3f9q2', tz))).toEqual([]);
  });

  it('offers four lengths, says whose morning it means, and knows its incident', () => {
    const view = snoozeView('k3f9q2', 'Europe/Berlin');
    expect(view).toMatchObject({ callback_id: modal().made.id, private_metadata: 'k3f9q2' });
    expect(JSON.stringify(view)).toContain('until the next morning, 09:00 Europe/Berlin');
    expect(JSON.stringify(view)).toContain('until it is over, 24 hours at most');
    expect(
      JSON.stringify(view)
        .match(/"value":"[^"]+"/g)
        ?.slice(0, 4),
    ).toEqual(['1h', '4h', 'morning', 'over'].map((value) => `"value":"${value}"`));
  });
});

describe('a submitted snooze', () => {
  it.each([
    ['1h', NOW + HOUR],
    ['4h', NOW + 4 * HOUR],
    ['morning', Date.UTC(2025, 10, 13, 9)],
  ])('of %s lasts until then', async (length, until) => {
    const form = modal();
    expect(await submit(form, { length, reason: undefined })).toEqual([]);
    expect(form.events).toEqual([{ kind: 'snooze', at: NOW, incident: 'k3f9q2', by: 'U0ASKER', until }]);
  });

  it('may last until it is over, with a reason', async () => {
    const form = modal();
    await submit(form, { length: 'over', reason: ' a new GPU comes ' });
    expect(form.events).toEqual([
      { kind: 'snooze', at: NOW, incident: 'k3f9q2', by: 'U0ASKER', reason: 'a new GPU comes' },
    ]);
  });

  it.each([
    ['Europe/Berlin', NOW, Date.UTC(2025, 10, 13, 8)],
    ['Europe/Berlin', Date.UTC(2025, 10, 13, 8), Date.UTC(2025, 10, 14, 8)],
    ['America/New_York', NOW, Date.UTC(2025, 10, 13, 14)],
    ['Asia/Kathmandu', Date.UTC(2025, 10, 13, 20), Date.UTC(2025, 10, 14, 3, 15)],
    // In the night the clocks go forward.
    ['Europe/Berlin', Date.UTC(2026, 2, 28, 20), Date.UTC(2026, 2, 29, 7)],
  ])('until the morning ends at the next 09:00 in %s', async (tz, now, until) => {
    const form = modal(incident(), tz, now);
    await submit(form, { length: 'morning' });
    expect(form.events).toMatchObject([{ until }]);
  });

  it('is not taken with mistakes: no length, a long reason, a lost incident', async () => {
    const form = modal();
    expect(await submit(form, {})).toEqual({ length: 'Choose how long.' });
    expect(await submit(form, { length: '9h', reason: 'x'.repeat(201) })).toEqual({
      length: 'Choose how long.',
      reason: 'At most 200 characters.',
    });
    expect(await submit(form, { length: '1h' }, '<!channel>')).toEqual({
      length: 'It is lost which incident this is about. Close this and press Snooze again.',
    });
    expect(form.events).toEqual([]);
  });

  it('says so when the incident is over meanwhile', async () => {
    const form = modal(incident({ state: 'resolved' }));
    expect(await submit(form, { length: '1h' })).toEqual([
      'Nothing was snoozed: this incident is over. `/focus checks` shows what is the matter now.',
    ]);
    expect(form.events).toEqual([]);
  });
});
