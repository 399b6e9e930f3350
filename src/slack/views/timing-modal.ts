import type { Mistake } from '#asking/limits.ts';
import { parseTiming, timingArguments } from '#asking/timing.ts';
import { shown, tidy } from '#asking/words.ts';
import { oneLine } from '../blocks/escape.ts';
import type { Checked, Modal, Submitted } from '../commands/command.ts';
import { answerTo } from '../commands/stored.ts';
import { isChannel, saidInForm, sentence, TIMING_FORM, type TimingFormTools } from './timing-form.ts';

const FIELDS: readonly string[] = ['environment', ...timingArguments.map(({ name }) => name)];

/** What is filled in is read as if it had been typed after `/focus timing`, so that both ways allow the same. */
export function timingModal({ enqueue, clock, ...world }: TimingFormTools): Modal {
  return {
    id: TIMING_FORM,
    check({ user, values }: Submitted): Checked {
      const { channel } = values;
      const typed = readFields(values);
      const timing = parseTiming(typed.words, { ...world, now: clock.now() });
      const mistakes = [...typed.mistakes, ...(timing.kind === 'mistakes' ? timing.mistakes : [])];
      if (channel === undefined || !isChannel(channel)) mistakes.push(NO_CHANNEL);
      if (timing.kind === 'mistakes' || channel === undefined || mistakes.length > 0)
        return { mistakes: below(mistakes) };
      const { environment, request, timeoutMs } = timing;
      return {
        async run({ whisper, triggerId }) {
          const enqueued = await enqueue({ environment, request, timeoutMs, requestedBy: user, channel, triggerId });
          const answer = answerTo(enqueued, environment);
          if (answer !== undefined) await whisper(answer);
        },
      };
    },
  };
}

const NO_CHANNEL: Mistake = { argument: 'channel', message: 'choose the channel where the report is to go' };

/** Each field is a word of its own, `name=value`: what is in one field says nothing about another. */
function readFields(values: Submitted['values']): { words: readonly string[]; mistakes: Mistake[] } {
  const words: string[] = [];
  const mistakes: Mistake[] = [];
  for (const name of FIELDS) {
    const value = values[name];
    if (value === undefined) continue;
    const bare = value.replace(new RegExp(`^\\s*${name}\\s*=`, 'i'), '');
    const word = tidy(`${name}=${bare}`).trim();
    if (/^[^=\s]+=[^=\s]+$/.test(word)) words.push(word);
    else mistakes.push({ argument: name, message: `${shown(value)} is not one value` });
  }
  return { words, mistakes };
}

/** The first mistake of each field, below it. */
function below(mistakes: readonly Mistake[]): Record<string, string> {
  const said: Record<string, string> = {};
  for (const { argument, message } of mistakes) {
    const field = argument === NO_CHANNEL.argument || FIELDS.includes(argument) ? argument : 'environment';
    said[field] ??= oneLine(sentence(saidInForm(argument, message)), 200);
  }
  return said;
}
