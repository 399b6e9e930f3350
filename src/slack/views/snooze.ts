import type { ModalView, Option } from '@slack/types';
import { z } from 'zod';
import type { Incident } from '#checks/book.ts';
import { instantOf, wallClock } from '#checks/schedule.ts';
import { type IncidentTools, OVER, openIncident } from '../actions/acknowledge.ts';
import { readIncidentId } from '../actions/values.ts';
import { oneLine } from '../blocks/escape.ts';
import type { CheckOf } from '../blocks/incident-words.ts';
import type { Checked, Modal, SubmitTools, Submitted } from '../commands/command.ts';

const ID = 'snooze';
const LONGEST_REASON = 200;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MORNING = 9 * HOUR;

/** How long an incident may be snoozed; the last of them until it is over, a day at most. */
export const snoozeLengths = ['1h', '4h', 'morning', 'over'] as const;
export type SnoozeLength = (typeof snoozeLengths)[number];

/** Asks how long an incident shall be quiet, and why. `tz`: whose 09:00 is meant, an IANA zone. */
export function snoozeView(incident: string, tz: string): ModalView {
  const [first, ...others] = snoozeLengths.map((length) => option(length, tz));
  return {
    type: 'modal',
    callback_id: ID,
    private_metadata: incident,
    title: { type: 'plain_text', text: 'Snooze' },
    submit: { type: 'plain_text', text: 'Snooze' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      {
        type: 'input',
        block_id: 'length',
        label: { type: 'plain_text', text: 'No reminders' },
        element: {
          type: 'static_select',
          action_id: 'length',
          options: first ? [first, ...others] : others,
          ...(first && { initial_option: first }),
        },
      },
      {
        type: 'input',
        block_id: 'reason',
        optional: true,
        label: { type: 'plain_text', text: 'Why, for the others' },
        element: { type: 'plain_text_input', action_id: 'reason', max_length: LONGEST_REASON },
      },
    ],
  };
}

function option(length: SnoozeLength, tz: string): Option & { readonly text: { readonly type: 'plain_text' } } {
  return { text: { type: 'plain_text', text: oneLine(lengthWords(length, tz), 75) }, value: length };
}

function lengthWords(length: SnoozeLength, tz: string): string {
  switch (length) {
    case '1h':
      return 'for 1 hour';
    case '4h':
      return 'for 4 hours';
    case 'morning':
      return `until the next morning, 09:00 ${tz}`;
    case 'over':
      return 'until it is over, 24 hours at most';
  }
}

/** The zone in which the first of its checks has quiet hours, else UTC. */
export function zoneOf({ members }: Incident, checkOf: CheckOf): string {
  const [zone = 'UTC'] = members.flatMap(({ check }) => checkOf(check)?.quietHours?.tz ?? []);
  return zone;
}

export interface SnoozeModalTools extends IncidentTools {
  readonly checkOf: CheckOf;
}

const answers = z.object({ length: z.enum(snoozeLengths), reason: z.string().trim().max(LONGEST_REASON).optional() });
const MISTAKES = {
  length: 'Choose how long.',
  reason: `At most ${LONGEST_REASON} characters.`,
} as const;

/** Takes what was chosen. The incident says so; here only trouble is answered. */
export function snoozeModal(tools: SnoozeModalTools): Modal {
  return {
    id: ID,
    check(submitted): Checked {
      const read = answers.safeParse(submitted.values);
      if (!read.success) return { mistakes: mistakesIn(read.error) };
      const incident = readIncidentId(submitted.metadata);
      if (incident === undefined)
        return { mistakes: { length: 'It is lost which incident this is about. Close this and press Snooze again.' } };
      return { run: ({ whisper }) => snooze(tools, submitted, read.data, whisper) };
    },
  };
}

function mistakesIn({ issues }: z.ZodError): Readonly<Record<string, string>> {
  const wrong = new Set(issues.map(({ path }) => path[0]));
  return Object.fromEntries(Object.entries(MISTAKES).filter(([block]) => wrong.has(block)));
}

async function snooze(
  { incidentOf, checkOf, record, clock }: SnoozeModalTools,
  { user, metadata }: Submitted,
  { length, reason }: z.infer<typeof answers>,
  whisper: SubmitTools['whisper'],
): Promise<void> {
  const incident = await openIncident(metadata, incidentOf);
  if (incident === undefined) return whisper({ text: `Nothing was snoozed: ${OVER}` });
  const at = clock.now();
  const until = snoozeUntil(length, at, zoneOf(incident, checkOf));
  await record({
    kind: 'snooze',
    at,
    incident: incident.id,
    by: user,
    ...(until === undefined ? {} : { until }),
    ...(reason ? { reason } : {}),
  });
}

/** ms since the epoch; undefined: until it is over. `tz` is an IANA zone. */
function snoozeUntil(length: SnoozeLength, now: number, tz: string): number | undefined {
  switch (length) {
    case '1h':
      return now + HOUR;
    case '4h':
      return now + 4 * HOUR;
    case 'morning':
      return nextMorning(now, tz);
    case 'over':
      return undefined;
  }
}

/** The next time the zone's clocks show 09:00. */
function nextMorning(now: number, tz: string): number {
  const wall = wallClock(now, tz);
  const morning = Math.floor(wall / DAY) * DAY + MORNING;
  return instantOf(morning > wall ? morning : morning + DAY, tz);
}
