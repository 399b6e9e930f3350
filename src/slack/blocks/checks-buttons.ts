import type { ActionsBlock } from '@slack/types';
import { isCheckName } from '../actions/check-value.ts';
import type { CheckRow } from './checks.ts';
import { button } from './incident-markup.ts';

/** Run, and pause or resume; none for a name that no check can have. */
export function checkButtons({ name, paused }: CheckRow): ActionsBlock[] {
  if (!isCheckName(name)) return [];
  const run = button({ id: `run-check:${name}`, label: 'Run now', spoken: `Run check ${name} now`, value: name });
  const other = paused
    ? button({ id: `resume-check:${name}`, label: 'Resume', spoken: `Resume check ${name}`, value: name })
    : button({ id: `pause-check:${name}`, label: 'Pause', spoken: `Pause check ${name}`, value: name });
  return [{ type: 'actions', elements: [run, other] }];
}
