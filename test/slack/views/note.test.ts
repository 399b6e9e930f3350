import { describe, expect, it } from 'vitest';
import type { Incident } from '#checks/book.ts';
import { findViewProblems } from '#lab/services/slack/view-problems.ts';
import type { PersonEvent } from '#slack/actions/acknowledge.ts';
import type { Content } from '#slack/message/content.ts';
import { noteModal, noteView } from '#slack/views/note.ts';
import { stoppedClock } from '../../support/ask-slack.ts';
import { incident, member } from '../../support/incident.ts';

const NOW = Date.UTC(2025, 10, 13, 7, 30);
const over = incident({
  state: 'resolved',
  members: [member(), member({ check: 'live' }), member({ check: 'other', investigation: 'inv-2' })],
});

async function submit(values: Readonly<Record<string, string>>, known: Incident = over, metadata = 'k3f9q2') {
  const events: PersonEvent[] = [];
  const kept: string[] = [];
  const whispers: Content[] = [];
  const checked = noteModal({
    incidentOf: async (id) => (id === known.id ? known : undefined),
    record: async (event) => void events.push(event),
    keepNote: async (investigation, { by, words }) => void kept.push(`${investigation}: ${words} (${by})`),
    mask: (text) => text.replace('s3cret', '‹hidden›'),
    clock: stoppedClock(NOW),
  }).check({ user: 'U0ASKER', metadata, values });
  if ('mistakes' in checked) return { mistakes: checked.mistakes };
  await checked.run({ whisper: async (content) => void whispers.push(content), triggerId: 'trigger-2' });
  return { events, kept, whispers: whispers.map(({ text }) => text) };
}

describe('the form for a note', () => {
  it('is taken by Slack, knows its incident, and holds the note that there is', () => {
    const noted = { ...over, note: { by: 'U0ASKER', at: NOW, words: 'two leaked jobs\n'.repeat(40) } };
    for (const one of [over, noted]) expect(findViewProblems(noteView(one))).toEqual([]);
    expect(noteView(noted)).toMatchObject({ callback_id: 'note', private_metadata: 'k3f9q2' });
    expect(JSON.stringify(noteView(noted))).toContain('"initial_value":"two leaked jobs two leaked jobs');
  });
});

describe('a submitted note', () => {
  it('is kept, masked, with the incident and beside each of its investigations', async () => {
    expect(await submit({ note: 'the password s3cret had expired' })).toEqual({
      events: [
        { kind: 'note', at: NOW, incident: 'k3f9q2', by: 'U0ASKER', words: 'the password ‹hidden› had expired' },
      ],
      kept: [
        'inv-7f3a: the password ‹hidden› had expired (U0ASKER)',
        'inv-2: the password ‹hidden› had expired (U0ASKER)',
      ],
      whispers: [],
    });
  });

  it('is a mistake where it says nothing, or too much', async () => {
    expect(await submit({})).toEqual({ mistakes: { note: 'Say what it was.' } });
    expect(await submit({ note: 'x'.repeat(301) })).toEqual({ mistakes: { note: 'At most 300 characters.' } });
  });

  it.each([
    ['is back', incident(), 'k3f9q2'],
    ['is no longer kept', over, 'another'],
    ['cannot be read', over, '<!channel>'],
  ])('changes nothing for an incident that %s, and says so', async (_, known, metadata) => {
    const { events, kept, whispers } = await submit({ note: 'a switch' }, known, metadata);
    expect([events, kept]).toEqual([[], []]);
    expect(whispers).toEqual([expect.stringMatching(/^Nothing was noted: /)]);
  });
});
