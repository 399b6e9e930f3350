import type { ModalView, Option } from '@slack/types';
import { z } from 'zod';
import type { Incident } from '#checks/book.ts';
import { type IncidentTools, OVER, openIncident } from '../actions/acknowledge.ts';
import { readIncidentId } from '../actions/values.ts';
import { oneLine } from '../blocks/escape.ts';
import type { CheckOf } from '../blocks/incident-words.ts';
import type { Checked, Modal, SubmitTools, Submitted } from '../commands/command.ts';
import { type SnoozeLength, snoozeLengths, snoozeUntil } from './snooze-until.ts';

const ID = 'snooze';
const LONGEST_REASON = 200;

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
      return 'until it is over';
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
