import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Incident } from '#checks/book.ts';
import type { Check } from '#checks/check.ts';
import { acknowledgeAction, type PersonEvent } from '#slack/actions/acknowledge.ts';
import { pauseCheckAction, resumeCheckAction } from '#slack/actions/pause-check.ts';
import { type AskedRun, runCheckAction } from '#slack/actions/run-check.ts';
import { snoozeAction } from '#slack/actions/snooze.ts';
import { readCheckName, readIncidentId } from '#slack/actions/values.ts';
import { whatWasItAction } from '#slack/actions/what-was-it.ts';
import type { Action } from '#slack/commands/command.ts';
import type { Content } from '#slack/message/content.ts';
import { noteView } from '#slack/views/note.ts';
import { pauseView } from '#slack/views/pause.ts';
import { snoozeView } from '#slack/views/snooze.ts';
import { anyText } from '../../support/any-report.ts';
import { asker, stoppedClock } from '../../support/ask-slack.ts';
import { check, incident } from '../../support/incident.ts';
import { expectAcceptable } from '../../support/message.ts';

const NOW = 1_763_048_055_000;
const quiet = check({ quietHours: { from: 0, to: 60, tz: 'Europe/Berlin' } });

function world({
  incidents = [incident()],
  checks = [quiet],
  trouble,
}: Partial<{
  incidents: readonly Incident[];
  checks: readonly Check[];
  trouble: Content;
}> = {}) {
  const events: PersonEvent[] = [];
  const runs: AskedRun[] = [];
  return {
    events,
    runs,
    tools: {
      incidentOf: async (id: string) => incidents.find((one) => one.id === id),
      checkOf: (name: string) => checks.find((one) => one.name === name),
      record: async (event: PersonEvent) => void events.push(event),
      mayRecord: async () => {},
      runCheck: async (asked: AskedRun) => {
        runs.push(asked);
        return trouble;
      },
      clock: stoppedClock(NOW),
    },
  };
}

async function click(action: Action, value: string) {
  const person = asker();
  await action.run(person.clicks(value));
  for (const answer of person.answers) expectAcceptable(answer);
  return { answers: person.answers.map(({ text }) => text), forms: person.forms };
}

const resolved = incident({ state: 'resolved' });
const OVER = 'this incident is over. `/focus checks` shows what is the matter now.';
const GONE = 'focus.yml has no such check any more. `/focus checks` shows those it has.';

describe('the button Pause', () => {
  it('opens its form only for who may send it off', async () => {
    const { tools } = world();
    const asked: unknown[] = [];
    const mayRecord = async (...deed: readonly unknown[]) => {
      asked.push(deed);
      throw new Error('You may not pause');
    };
    const person = asker();
    await expect(pauseCheckAction({ ...tools, mayRecord }).run(person.clicks(quiet.name))).rejects.toThrow('may not');
    expect([asked, person.forms]).toEqual([[['pause', { id: quiet.name, environment: quiet.environment }]], []]);
    await pauseCheckAction(tools).run(person.clicks(quiet.name));
    expect(person.forms).toHaveLength(1);
  });
});

describe('the button What was it?', () => {
  it('opens a form for an incident that is over', async () => {
    const { tools } = world({ incidents: [resolved] });
    const asked = await click(whatWasItAction(tools), 'k3f9q2');
    expect(asked).toEqual({ answers: [], forms: [noteView(resolved)] });
  });

  it.each([
    ['is back', [incident()], 'this incident is not over'],
    ['is no longer kept', [], 'an incident takes notes for three days after its end'],
  ])('says why there is no form for one that %s', async (_, incidents, why) => {
    const { tools } = world({ incidents });
    const asked = await click(whatWasItAction(tools), 'k3f9q2');
    expect(asked).toEqual({ answers: [`Nothing was noted: ${why}.`], forms: [] });
  });
});

describe('the button Acknowledge', () => {
  it('acknowledges in the name of whoever clicks, and answers nothing', async () => {
    const { tools, events } = world();
    expect(await click(acknowledgeAction(tools), 'k3f9q2')).toEqual({ answers: [], forms: [] });
    expect(events).toEqual([{ kind: 'acknowledge', at: NOW, incident: 'k3f9q2', by: 'U0ASKER' }]);
  });

  it('says who was quicker', async () => {
    const { tools, events } = world({ incidents: [incident({ acknowledged: { by: 'U0ASKER', at: NOW } })] });
    expect((await click(acknowledgeAction(tools), 'k3f9q2')).answers).toEqual([
      '<@U0ASKER> has acknowledged it already.',
    ]);
    expect(events).toEqual([]);
  });

  it.each([
    ['is over', [resolved], 'k3f9q2'],
    ['is no longer kept', [], 'k3f9q2'],
    ['cannot be read', [incident({ id: '<!channel>' })], '<!channel>'],
  ])('does nothing for an incident that %s', async (_, incidents, value) => {
    const { tools, events } = world({ incidents });
    expect((await click(acknowledgeAction(tools), value)).answers).toEqual([`Nothing was acknowledged: ${OVER}`]);
    expect(events).toEqual([]);
  });
});

describe('the button Snooze', () => {
  it('asks for how long, in the zone of the check’s quiet hours', async () => {
    const { tools } = world();
    const { answers, forms } = await click(snoozeAction(tools), 'k3f9q2');
    expect(answers).toEqual([]);
    expect(forms).toEqual([snoozeView('k3f9q2', 'Europe/Berlin')]);
  });

  it('asks nothing about an incident that is over', async () => {
    const { tools } = world({ incidents: [resolved] });
    expect(await click(snoozeAction(tools), 'k3f9q2')).toEqual({
      answers: [`Nothing was snoozed: ${OVER}`],
      forms: [],
    });
  });
});

describe('the button Run now', () => {
  it('runs the check for whoever clicks', async () => {
    const { tools, runs } = world();
    expect((await click(runCheckAction(tools), 'timing-live')).answers).toEqual([
      'Check timing-live runs now. `/focus checks` shows what it says.',
    ]);
    expect(runs).toEqual([{ check: 'timing-live', user: 'U0ASKER', channel: 'C0OPS', triggerId: 'trigger-1' }]);
  });

  it('says what went wrong instead', async () => {
    const { tools } = world({ trouble: { text: 'No worker is up.' } });
    expect((await click(runCheckAction(tools), 'timing-live')).answers).toEqual(['No worker is up.']);
  });

  it('runs nothing that focus.yml does not have', async () => {
    const { tools, runs } = world();
    expect((await click(runCheckAction(tools), 'timing-gone')).answers).toEqual([`Nothing was started: ${GONE}`]);
    expect(runs).toEqual([]);
  });
});

describe('the buttons Pause and Resume', () => {
  it('ask for how long, and are recorded in the name of whoever clicks', async () => {
    const { tools, events } = world();
    expect(await click(pauseCheckAction(tools), 'timing-live')).toEqual({
      answers: [],
      forms: [pauseView('timing-live')],
    });
    expect(events).toEqual([]);
    expect((await click(resumeCheckAction(tools), 'timing-live')).answers).toEqual([
      'Check timing-live runs by its schedule again.',
    ]);
    expect(events).toEqual([{ kind: 'resume', at: NOW, check: 'timing-live', by: 'U0ASKER' }]);
  });

  it('do nothing to what focus.yml does not have', async () => {
    const { tools, events } = world({ checks: [] });
    expect((await click(pauseCheckAction(tools), 'timing-live')).answers).toEqual([`Nothing was paused: ${GONE}`]);
    expect((await click(resumeCheckAction(tools), 'timing-live')).answers).toEqual([`Nothing was resumed: ${GONE}`]);
    expect(events).toEqual([]);
  });
});

it('have names of their own, as the messages’ buttons call them', () => {
  const { tools } = world();
  const all = [acknowledgeAction, snoozeAction, runCheckAction, pauseCheckAction, resumeCheckAction];
  expect(all.map((make) => make(tools).id)).toEqual([
    'acknowledge',
    'snooze',
    'run-check',
    'pause-check',
    'resume-check',
  ]);
});

it('values that cannot be meant are none', () => {
  const sound = /^[A-Za-z0-9_-]+$/;
  fc.assert(
    fc.property(anyText, (value) => {
      expect(readIncidentId(value) ?? 'a').toMatch(sound);
      expect(readCheckName(value) ?? 'a').toMatch(sound);
    }),
  );
  expect([readIncidentId(''), readIncidentId('x'.repeat(81)), readIncidentId('a\n')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect([readCheckName('timing-live'), readIncidentId('k3f9q2')]).toEqual(['timing-live', 'k3f9q2']);
});
