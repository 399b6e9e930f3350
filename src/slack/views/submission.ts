import { z } from 'zod';
import type { Checked, Modal, Submitted } from '../commands/command.ts';
import { openedFrom } from './open-modal.ts';

/** A form that somebody sent off. */
export interface Submission extends Submitted {
  /** The view's `callback_id`. */
  readonly modal: string;
  /** Slack channel id of where it was opened; absent where that is not known. */
  readonly channel?: string;
  /** The same for each delivery of it, and when who waited too long for an acknowledgement sends the form off again. */
  readonly once: string;
  readonly triggerId: string;
}

const option = z.object({ value: z.string() });
const element = z.object({
  value: z.string().nullish(),
  selected_option: option.nullish(),
  selected_conversation: z.string().nullish(),
  selected_channel: z.string().nullish(),
  selected_user: z.string().nullish(),
  selected_date: z.string().nullish(),
  selected_time: z.string().nullish(),
  selected_date_time: z.number().nullish(),
});

const submission = z.object({
  type: z.literal('view_submission'),
  user: z.object({ id: z.string() }),
  trigger_id: z.string(),
  view: z.object({
    id: z.string(),
    hash: z.string().default(''),
    callback_id: z.string().default(''),
    private_metadata: z.string().default(''),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), element)) }),
  }),
});

/** The payload of a form that was sent off; undefined when it is anything else. */
export function readSubmission(payload: unknown): Submission | undefined {
  const read = submission.safeParse(payload);
  if (!read.success) return undefined;
  const { user, trigger_id: triggerId, view } = read.data;
  const values = Object.entries(view.state.values).map(([block, elements]) => [block, firstValue(elements)]);
  return {
    user: user.id,
    triggerId,
    ...openedFrom(view.callback_id),
    once: `${view.id}:${view.hash}`,
    metadata: view.private_metadata,
    values: Object.fromEntries(values),
  };
}

/** An input block holds one element. */
function firstValue(elements: Readonly<Record<string, z.infer<typeof element>>>): string | undefined {
  const [filled] = Object.values(elements);
  if (filled === undefined) return undefined;
  const { value, selected_option, selected_date_time, ...chosen } = filled;
  const found = value ?? selected_option?.value ?? selected_date_time ?? Object.values(chosen).find((one) => one);
  return String(found ?? '').trim() || undefined;
}

/** What the form's own check says. A check that fails is to be answered like any other error, once the form is closed. */
export function checkSubmission(modals: readonly Modal[], submission: Submission): Checked {
  const { modal: id, user, metadata, values } = submission;
  const modal = modals.find((known) => known.id === id);
  if (!modal) return { run: ({ whisper }) => whisper(UNKNOWN) };
  try {
    return modal.check({ user, metadata, values });
  } catch (error) {
    return { run: () => Promise.reject(error) };
  }
}

const UNKNOWN = { text: 'Nothing was done: this form is from an earlier version of the bot. Open it anew.' };
