import type { Check } from '#checks/check.ts';
import { inert } from '../blocks/escape.ts';
import { said } from '../blocks/rich.ts';
import type { Messenger } from '../message/post.ts';

/** What a check sees of a part that does not count, and that is otherwise than in the runs before. */
export interface DefectNews {
  /** Of the run that saw it. */
  readonly investigation: string;
  readonly knows: boolean;
}

/** Tells the check's channel once that metadata knows jobs again, or no more. */
export type TellDefect = (check: Check, news: DefectNews) => Promise<void>;

export function createTellDefect(messenger: Pick<Messenger, 'open'>): TellDefect {
  return async (check, { investigation, knows }) => {
    const { name, environment, channel } = check;
    const place = `*${inert(environment, 60)}*`;
    const text = knows
      ? `:information_source: ${place}: metadata knows jobs now, which it did not (check ${inert(name, 60)}). If it goes on, write \`ready: metadata\` in focus.yml.`
      : `:information_source: ${place}: metadata knows jobs no more, which it did (check ${inert(name, 60)}). Jobs are judged without it, as focus.yml says.`;
    await messenger.open(`defect:${name}:${investigation}`, { channel, content: said(text), urgency: 'answer' });
  };
}
