import type { Message } from '#lab/services/slack/workspace.ts';
import type { Stage } from './stage.ts';

/** What people were left with after a fault, counted over the messages of the channel. */
export interface Outcome {
  readonly requests: number;
  /** Root messages that end as a report, of any verdict. */
  readonly reported: number;
  /** Root messages that end as the words that there is no report. */
  readonly lost: number;
  /** Root messages that end as waiting, asking or watching. */
  readonly leftAtProgress: number;
  /** Finished reports that something earlier was put over, if only for a while. */
  readonly overwritten: number;
  /** Root messages, replies and backend jobs beyond one a request. */
  readonly duplicates: number;
  /** Threads that speak of two runs: final words that others took the place of, or a reply to a root that has said all. */
  readonly twoRuns: number;
  /** Reports whose verdict is not the one that the story is told for. */
  readonly false: number;
}

const REPORT = /^:(?:large_green_circle|large_yellow_circle|red_circle|white_circle|large_orange_circle):/;
const LOST = /^:warning: \*No report\*/;

export function isOver({ text }: Pick<Message, 'text'>): boolean {
  return REPORT.test(text) || LOST.test(text);
}

/** Root messages of the bot that speak of a request, not of what came to a request. */
export function rootsIn(messages: readonly Message[], botUser: string): readonly Message[] {
  return messages.filter(({ thread_ts, user }) => user === botUser && thread_ts === undefined);
}

/** What happened to final words. Messages by their ts. */
export interface Afterwards {
  /** Went back to what comes before a report. */
  readonly overwritten: ReadonlySet<string>;
  /** Became other final words. */
  readonly retold: ReadonlySet<string>;
}

/** Notes it from now on. */
export function watchFinalWords({ slack }: Stage): Afterwards {
  const final = new Map<string, string>();
  const overwritten = new Set<string>();
  const retold = new Set<string>();
  slack.onChange((change) => {
    if (change.kind === 'ephemeral') return;
    const { ts, text } = change.message;
    const [words = ''] = text.split('\nTold late by ');
    const before = final.get(ts);
    if (isOver(change.message)) final.set(ts, words);
    if (before === undefined) return;
    if (!isOver(change.message)) overwritten.add(ts);
    else if (before !== words) retold.add(ts);
  });
  return { overwritten, retold };
}

const WORKS = ':large_green_circle:';

export function judge(
  { slack, world }: Stage,
  about: { readonly channel: string; readonly requests: number; readonly healthy: boolean },
  { overwritten, retold }: Afterwards,
): Outcome {
  const messages = slack.messages(about.channel);
  const roots = rootsIn(messages, slack.botUser);
  const repliesTo = (root: Message) => messages.filter(({ thread_ts }) => thread_ts === root.ts).length;
  const works = ({ text }: Message) => text.startsWith(WORKS);
  const isOfTwo = (root: Message) => retold.has(root.ts) || (works(root) && repliesTo(root) > 0);
  const beyond = (count: number, most: number) => Math.max(0, count - most);
  return {
    requests: about.requests,
    reported: roots.filter(({ text }) => REPORT.test(text)).length,
    lost: roots.filter(({ text }) => LOST.test(text)).length,
    leftAtProgress: roots.filter((root) => !isOver(root)).length,
    overwritten: overwritten.size,
    duplicates:
      beyond(roots.length, about.requests) +
      beyond(world.lives.length, about.requests) +
      roots.reduce((sum, root) => sum + beyond(repliesTo(root), 1), 0),
    twoRuns: roots.filter(isOfTwo).length,
    false: roots.filter((root) => REPORT.test(root.text) && works(root) !== about.healthy).length,
  };
}
