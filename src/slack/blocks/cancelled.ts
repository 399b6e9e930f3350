import type { Content } from '../message/content.ts';
import { inert, mention } from './escape.ts';
import { mentions } from './frame.ts';
import { button, context, section } from './rich.ts';
import { slackTime } from './when.ts';

/** What a cancelled investigation left in the backend, which has no way to end a job. */
export type Left =
  | { readonly kind: 'nothing' }
  /** It is deleted by itself until then, ms since the epoch. */
  | { readonly kind: 'job'; readonly jobId: string; readonly until: number }
  /** Configure was sent, and its answer not waited for; whatever it made is deleted until then. */
  | { readonly kind: 'perhaps'; readonly until: number }
  /** It is somebody else's, and goes on. */
  | { readonly kind: 'others'; readonly jobId: string };

export interface CancelledInvestigation {
  /** Id of the investigation. */
  readonly reference: string;
  readonly environment: string;
  /** Slack user ids, the first to ask first. */
  readonly askers: readonly string[];
  /** Slack user id. */
  readonly by: string;
  readonly left: Left;
  /** Whether something was seen, and is kept. */
  readonly isKept: boolean;
}

/** The message in place of a report that nobody wants any more. */
export function cancelledMessage(cancelled: CancelledInvestigation): Content {
  const { reference, environment, askers, by, left, isKept } = cancelled;
  const place = inert(environment, 100);
  const text = `:no_entry_sign: *Cancelled* by ${mention(by)}, in ${place}. ${leftWords(left)}`;
  const next = `This is no verdict about the environment. Reference ${inert(reference, 60)}, asked by ${mentions(askers)}`;
  const logs = button({
    id: 'logs',
    label: 'Log entries',
    spoken: 'Log entries that were seen until then',
    value: reference.slice(0, 255),
  });
  return {
    text: `${text} ${next}`,
    blocks: [
      section(text),
      ...(isKept ? [{ type: 'actions' as const, elements: [logs] }] : []),
      context([next, ...(isKept ? ['what was seen until then is kept'] : [])]),
    ],
  };
}

const ALONE = 'It cannot be ended there: a job that nobody drives is deleted by itself';

function leftWords(left: Left): string {
  switch (left.kind) {
    case 'nothing':
      return 'Nothing is left of it in the backend.';
    case 'job':
      return `Job ${inert(left.jobId, 40)} is left in the backend. ${ALONE}, 38–57 s after configure${until(left.until)}.`;
    case 'perhaps':
      return `Configure was sent and its answer not waited for, so a job may be left in the backend. ${ALONE}${until(left.until)}.`;
    case 'others':
      return `Nothing was started for it; job ${inert(left.jobId, 40)} is somebody else’s and goes on.`;
  }
}

function until(ms: number): string {
  const time = slackTime(ms);
  return time === undefined ? '' : `, by ${time} at the latest`;
}

/** The button on what waits and runs. */
export function cancelButton(id: string, environment: string) {
  const spoken = `Cancel the investigation in ${inert(environment, 30)}`;
  return button({ id: 'cancel', label: 'Cancel', spoken, value: id.slice(0, 255) });
}
