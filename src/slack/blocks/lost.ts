import type { InvestigationRequest } from '#queue/requests.ts';
import type { Content } from '../content.ts';
import { inert, mention } from './escape.ts';

/** The root message of an investigation that has no report: what happened, and what to do. */
export function rootLost({ investigation, environment, requestedBy }: InvestigationRequest, why: string): Content {
  const text = `:warning: *No report* for ${inert(environment, 100)}: ${inert(why, 1_000)}`;
  const next = `Nothing is known about the environment from this. Type \`/focus timing\` to ask again. Reference ${inert(investigation, 60)}, asked by ${mention(requestedBy)}`;
  return {
    text: `${text}. ${next}`,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } },
      { type: 'context', elements: [{ type: 'mrkdwn', text: next, verbatim: true }] },
    ],
  };
}
