import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { GONE, knownCheck } from '../actions/run-check.ts';
import { type PauseCheckTools, pauseCheck } from '../commands/checks.ts';
import type { Checked, Modal } from '../commands/command.ts';
import { input, option, words } from './inputs.ts';

const ID = 'pause';
const HOUR = 3_600_000;

/** What the form offers; any other length can be typed. */
const pauseLengths = { '1h': HOUR, '4h': 4 * HOUR, '24h': 24 * HOUR, '7d': 7 * 24 * HOUR } as const;
const spoken = { '1h': '1 hour', '4h': '4 hours', '24h': '24 hours', '7d': '7 days' } as const;
const lengths = ['1h', '4h', '24h', '7d'] as const;
const USUAL = '24h';

/** Asks how long a check shall be paused. */
export function pauseView(check: string): ModalView {
  const options = lengths.map((length) => option(length, `for ${spoken[length]}`));
  const element = {
    type: 'static_select' as const,
    action_id: 'length',
    options,
    initial_option: option(USUAL, `for ${spoken[USUAL]}`),
  };
  return {
    type: 'modal',
    callback_id: ID,
    private_metadata: check,
    title: words('Pause a check'),
    submit: words('Pause'),
    close: words('Cancel'),
    blocks: [input('length', `${check} does not run`, element)],
  };
}

const answers = z.object({ length: z.enum(lengths) });

/** Takes what was chosen. */
export function pauseModal(tools: PauseCheckTools): Modal {
  return {
    id: ID,
    check({ values, metadata, user }): Checked {
      const read = answers.safeParse(values);
      if (!read.success) return { mistakes: { length: `Choose how long: ${lengths.join(', ')}.` } };
      return {
        async run({ whisper }) {
          const check = knownCheck(metadata, tools.checkOf);
          if (check === undefined) return whisper({ text: `Nothing was paused: ${GONE}` });
          await whisper(await pauseCheck(tools, { check, user, lengthMs: pauseLengths[read.data.length] }));
        },
      };
    },
  };
}
