import { describe, expect, it } from 'vitest';
import { findViewProblems } from '#lab/services/slack/view-problems.ts';
import type { PersonEvent } from '#slack/actions/acknowledge.ts';
import { checksCommand } from '#slack/commands/checks.ts';
import { pauseModal, pauseView } from '#slack/views/pause.ts';
import { asker, stoppedClock } from '../../support/ask-slack.ts';
import { check } from '../../support/incident.ts';

const NOW = Date.UTC(2025, 10, 13, 7, 30);
const HOUR = 3_600_000;

function tools() {
  const events: PersonEvent[] = [];
  return {
    events,
    checkOf: (name: string) => (name === 'lab-live' ? check({ name }) : undefined),
    record: async (event: PersonEvent) => void events.push(event),
    clock: stoppedClock(NOW),
  };
}

async function submit(on: ReturnType<typeof tools>, length?: string, metadata = 'lab-live') {
  const whispers: string[] = [];
  const checked = pauseModal(on).check({ user: 'U0ASKER', metadata, values: { length } });
  if ('mistakes' in checked) return checked.mistakes;
  await checked.run({ whisper: async ({ text }) => void whispers.push(text), triggerId: 'trigger-2' });
  return whispers;
}

describe('the form for a pause', () => {
  it('is taken by Slack, knows its check, and offers a day first', () => {
    const view = pauseView('x'.repeat(100));
    expect(findViewProblems(view)).toEqual([]);
    expect(pauseView('lab-live')).toMatchObject({ callback_id: pauseModal(tools()).id, private_metadata: 'lab-live' });
    expect(JSON.stringify(view)).toContain('"initial_option":{"text":{"type":"plain_text","text":"for 24 hours"');
  });

  it.each([
    ['1h', 1],
    ['4h', 4],
    ['24h', 24],
    ['7d', 7 * 24],
  ])('pauses for %s', async (length, hours) => {
    const on = tools();
    expect(await submit(on, length)).toEqual([expect.stringMatching(/^Check lab-live is paused: its channel says/)]);
    expect(on.events).toEqual([
      { kind: 'pause', at: NOW, check: 'lab-live', by: 'U0ASKER', until: NOW + hours * HOUR },
    ]);
  });

  it('pauses nothing for another length, nor a check that is gone', async () => {
    const on = tools();
    expect(await submit(on, '2x')).toEqual({ length: 'Choose how long: 1h, 4h, 24h, 7d.' });
    expect(await submit(on)).toEqual({ length: 'Choose how long: 1h, 4h, 24h, 7d.' });
    expect(await submit(on, '1h', 'gone')).toEqual([expect.stringMatching(/^Nothing was paused: focus.yml has no/)]);
    expect(on.events).toEqual([]);
  });
});

describe('a pause that is typed', () => {
  it('is recorded until then, a wrong one not at all, and anything else is a look at the checks', async () => {
    const on = tools();
    const asked: string[] = [];
    const places = {
      environments: ['lab'],
      defaultEnvironment: 'lab',
      causes: [],
      checks: [{ name: 'lab-live', environment: 'lab' }],
    };
    const command = checksCommand({
      ...on,
      ...places,
      async lookUp({ lookup }) {
        asked.push(lookup.kind);
        return { kind: 'enqueued', workers: 1, ahead: 0 };
      },
    });
    const person = asker();
    for (const text of ['pause lab-live 90m', 'pause lab-live', 'pause lab-live 2x', 'resume lab-live', ''])
      await command.run(person.types(text));
    expect(on.events.map((event) => [event.kind, 'until' in event ? event.until : undefined])).toEqual([
      ['pause', NOW + 1.5 * HOUR],
      ['pause', undefined],
      ['resume', undefined],
    ]);
    expect(person.answers[2]?.text).toMatch(/^Nothing was paused or resumed:\n• "2x" is no length .* 5m to 7d/);
    expect(asked).toEqual(['checks']);
  });
});
