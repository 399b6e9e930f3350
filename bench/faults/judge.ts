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
  /** Threads that speak of the jobs of two runs. */
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

/** Notes which messages went back from what is final, from now on. */
export function watchOverwriting({ slack }: Stage): ReadonlySet<string> {
  const over = new Set<string>();
  const overwritten = new Set<string>();
  slack.onChange((change) => {
    if (change.kind === 'ephemeral') return;
    const { ts } = change.message;
    if (isOver(change.message)) over.add(ts);
    else if (over.has(ts)) overwritten.add(ts);
  });
  return overwritten;
}

export function judge(
  { slack, world }: Stage,
  about: { readonly channel: string; readonly requests: number; readonly healthy: boolean },
  overwritten: ReadonlySet<string>,
): Outcome {
  const messages = slack.messages(about.channel);
  const roots = rootsIn(messages, slack.botUser);
  const replies = (root: Message) => messages.filter(({ thread_ts }) => thread_ts === root.ts);
  const jobs = world.lives.map(({ job }) => job.id);
  const spokenOf = (root: Message) => {
    const words = JSON.stringify([root, ...replies(root)].map(({ text, blocks }) => [text, blocks]));
    return jobs.filter((id) => new RegExp(`(?<![-\\d])${id}(?![-\\d])`).test(words));
  };
  const beyond = (count: number, most: number) => Math.max(0, count - most);
  return {
    requests: about.requests,
    reported: roots.filter(({ text }) => REPORT.test(text)).length,
    lost: roots.filter(({ text }) => LOST.test(text)).length,
    leftAtProgress: roots.filter((root) => !isOver(root)).length,
    overwritten: overwritten.size,
    duplicates:
      beyond(roots.length, about.requests) +
      beyond(jobs.length, about.requests) +
      roots.reduce((sum, root) => sum + beyond(replies(root).length, 1), 0),
    twoRuns: roots.filter((root) => spokenOf(root).length > 1).length,
    false: roots.filter(({ text }) => REPORT.test(text) && text.startsWith(':large_green_circle:') !== about.healthy)
      .length,
  };
}
