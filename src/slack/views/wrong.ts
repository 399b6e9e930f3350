import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { Report } from '#investigation/report/report.ts';
import type { Said } from '#lookups/question.ts';
import type { ReportOf } from '../actions/logs.ts';
import { notMarked } from '../actions/right.ts';
import { parseJson } from '../actions/values.ts';
import type { Checked, Modal, SubmitTools, Submitted } from '../commands/command.ts';
import type { LookUp } from '../commands/look-up.ts';
import { lookUpAnswer } from '../commands/stored.ts';
import type { MessageRef } from '../message/outbox.ts';
import { input, MOST_OPTIONS, option, words } from './inputs.ts';

const ID = 'wrong';
/** Of no rule. */
const ANOTHER = 'something-else';
const LONGEST_NOTE = 500;

/** Asks what it was, where the report says something else or nothing. `message` is the one with the button. */
export function wrongView(report: Report, message: MessageRef, causes: readonly string[]): ModalView {
  const { investigation, cause } = report;
  const others = causes.filter((id) => id !== cause?.id).toSorted();
  const another = option(ANOTHER, 'something else, which no cause in this list names');
  return {
    type: 'modal',
    callback_id: ID,
    private_metadata: JSON.stringify({ investigation, ...message }),
    title: words(cause === undefined ? 'It was …' : 'Wrong, it was …'),
    submit: words('Say so'),
    close: words('Cancel'),
    blocks: [
      input('cause', 'It was', {
        type: 'static_select',
        action_id: 'cause',
        options: [another, ...others.map((id) => option(id))].slice(0, MOST_OPTIONS),
      }),
      {
        ...input('note', 'How do you know', {
          type: 'plain_text_input',
          action_id: 'note',
          multiline: true,
          max_length: LONGEST_NOTE,
        }),
        optional: true,
        hint: words('The channel sees it. What looks like a secret is masked.'),
      },
    ],
  };
}

export interface WrongModalTools {
  readonly reportOf: ReportOf;
  readonly lookUp: LookUp;
  /** Ids of the rules. */
  readonly causes: readonly string[];
  /** Masks secrets: what travels to the worker is plain text. */
  mask(text: string): string;
}

const place = z.object({
  investigation: z.string().min(1).max(255),
  channel: z.string().regex(/^[CDG][A-Z0-9]{1,30}$/),
  ts: z.string().regex(/^\d+\.\d+$/),
});

/** Takes what was chosen. The message says so; here only trouble is answered. */
export function wrongModal(tools: WrongModalTools): Modal {
  return {
    id: ID,
    check({ user, metadata, values: { cause, note } }: Submitted): Checked {
      const message = place.safeParse(parseJson(metadata)).data;
      if (message === undefined)
        return { mistakes: { cause: 'It is lost which report this is about. Close this and press the button again.' } };
      if (cause === undefined || (cause !== ANOTHER && !tools.causes.includes(cause)))
        return { mistakes: { cause: 'Choose one from the list.' } };
      if (note !== undefined && note.length > LONGEST_NOTE)
        return { mistakes: { note: `At most ${LONGEST_NOTE} characters.` } };
      const said: Said = {
        says: 'wrong',
        ...(cause !== ANOTHER && { instead: cause }),
        ...(note !== undefined && { note: tools.mask(note) }),
      };
      return { run: (submitting) => say(tools, { ...message, user, said }, submitting) };
    },
  };
}

async function say(
  { reportOf, lookUp }: WrongModalTools,
  { investigation, channel, ts, user, said }: z.infer<typeof place> & { readonly user: string; readonly said: Said },
  { whisper, triggerId }: SubmitTools,
): Promise<void> {
  const report = await reportOf(investigation);
  if (report === undefined) return whisper({ text: notMarked(investigation) });
  const { environment } = report;
  const lookup = { kind: 'opinion', investigation, said } as const;
  const asked = { lookup, environment, requestedBy: user, channel, triggerId, thread: ts };
  const trouble = lookUpAnswer(await lookUp(asked), environment);
  if (trouble !== undefined) await whisper(trouble);
}
