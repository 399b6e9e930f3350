import type { PauseNews } from '#checks/book.ts';
import type { Check } from '#checks/check.ts';
import { endOfPause } from '#checks/pauses.ts';
import { isCheckName } from '../actions/values.ts';
import type { Content } from '../message/content.ts';
import { inert, mention } from './escape.ts';
import { button, said, section } from './rich.ts';
import { slackTime } from './when.ts';

type Named = Pick<Check, 'name' | 'environment'>;
type Resumed = Extract<PauseNews, { readonly kind: 'resumed' }>;

/** Tells the channel of a check who paused it, and until when. */
export function pausedMessage(check: Named, pause: PauseNews['pause']): Content {
  const text = `:double_vertical_bar: Check ${named(check)} is paused by ${mention(pause.by)}${until(endOf(pause))}: it does not run, so nobody is alerted.`;
  const { name } = check;
  const resume = button({ id: 'resume-check', label: 'Resume', spoken: `Resume check ${name}`, value: name });
  return {
    text,
    blocks: [section(text), ...(isCheckName(name) ? [{ type: 'actions' as const, elements: [resume] }] : [])],
  };
}

/** In its place once it is over: who reads the channel sees that the check runs. */
export function resumedMessage(check: Named, news: Resumed): Content {
  const { by, at } = news.pause;
  return said(
    `:arrow_forward: Check ${named(check)} was paused by ${mention(by)}${when(slackTime(at))}. It runs by its schedule again: ${howResumed(news)}.`,
  );
}

/** The reply to it: its end, or that it is near. Mentions who paused it. */
export function pauseReply(check: Named, news: Exclude<PauseNews, { readonly kind: 'paused' }>): Content {
  const { by } = news.pause;
  switch (news.kind) {
    case 'ending':
      return said(
        `${mention(by)} Check ${named(check)} runs again${when(endOf(news.pause))}, in an hour. After that it can be paused anew.`,
      );
    case 'resumed':
      return said(
        `${news.by === by ? '' : `${mention(by)} `}Check ${named(check)} runs by its schedule again: ${howResumed(news)}.`,
      );
  }
}

function named({ name, environment }: Named): string {
  return `*${inert(name, 60)}* (${inert(environment, 60)})`;
}

function howResumed({ by }: Resumed): string {
  return by === undefined ? 'the time of the pause is over' : `resumed by ${mention(by)}`;
}

const endOf = (pause: PauseNews['pause']) => slackTime(endOfPause(pause));
const until = (time: string | undefined) => (time === undefined ? '' : ` until ${time}`);
const when = (time: string | undefined) => (time === undefined ? '' : ` at ${time}`);
