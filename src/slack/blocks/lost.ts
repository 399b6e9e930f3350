import type { Content } from '../content.ts';
import { inert, mention } from './escape.ts';

/** A question that gets no answer. */
export interface Lost {
  /** Id of the investigation or look-up. */
  readonly reference: string;
  readonly environment: string;
  /** Slack user id. */
  readonly requestedBy: string;
  /** What to type to ask again, such as `/focus timing`. */
  readonly command: string;
}

/** The message in place of a report that does not come: what happened, and what to do. */
export function lostMessage({ reference, environment, requestedBy, command }: Lost, why: string): Content {
  const text = `:warning: *No report* for ${inert(environment, 100)}: ${inert(why, 1_000)}`;
  const next = `Nothing is known about the environment from this. Type \`${inert(command, 100)}\` to ask again. Reference ${inert(reference, 60)}, asked by ${mention(requestedBy)}`;
  return {
    text: `${text}. ${next}`,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } },
      { type: 'context', elements: [{ type: 'mrkdwn', text: next, verbatim: true }] },
    ],
  };
}
