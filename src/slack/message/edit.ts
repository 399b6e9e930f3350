import type { WebClient } from '@slack/web-api';
import type { Clock } from '#lib/clock.ts';
import type { Log } from '#lib/logger.ts';
import type { Content } from './content.ts';
import { describeFailure, judgeFailure } from './failure.ts';
import type { NewerBlocks } from './newer-blocks.ts';
import type { MessageRef } from './outbox.ts';
import { sendContent } from './send-content.ts';

/** Between two edits of one message: people cannot read faster. */
const MESSAGE_MS = 2_000;
/** Between two edits in a workspace: Slack takes about 50 a minute (chat.update is in its tier 3). */
const WORKSPACE_MS = 1_200;
/** Tries of one message without an edit getting through, before it is left until something new is to be shown. */
const ATTEMPTS = 6;

/** Keeps one message up to date. Nothing here rejects or throws: what goes wrong is logged. */
export interface Edits {
  /** Shows this as soon as Slack allows; what was to be shown before and is not yet is left out. */
  show(content: Content): void;
  /** Resolves when nothing is left to be shown: true when the newest state is on the message. */
  flush(): Promise<boolean>;
}

export interface EditOptions {
  readonly client: WebClient;
  readonly newer: NewerBlocks;
  readonly clock: Clock;
  readonly log: Log;
}

/** Messages whose edits are remembered: more than are ever edited at a time. */
const REMEMBERED = 200;

/** The edits of each message: all that one message shows goes through one hand, so that what was said last is what stays. */
export function createEdits(options: EditOptions): (ref: MessageRef) => Edits {
  const pace = createPace(options.clock);
  const known = new Map<string, Edits>();
  return (ref) => {
    const name = `${ref.channel} ${ref.ts}`;
    const edits = known.get(name) ?? editsOf(options, pace, ref);
    // Put last again; the one unused for longest is forgotten.
    known.delete(name);
    known.set(name, edits);
    const [oldest = name] = known.keys();
    if (known.size > REMEMBERED) known.delete(oldest);
    return edits;
  };
}

/** The turns of all edits in a workspace. */
export interface Pace {
  /** Resolves when the next edit may go: the urgent ones first, as they are when the turn comes. */
  turn(isUrgent: () => boolean): Promise<void>;
  /** No edit goes before this many milliseconds. */
  rest(ms: number): void;
}

export function createPace(clock: Clock): Pace {
  const waiting: { readonly isUrgent: () => boolean; go(): void }[] = [];
  let free = 0;
  let serving = false;

  async function serve(): Promise<void> {
    serving = true;
    while (waiting.length > 0) {
      await clock.sleep(Math.max(0, free - clock.now()));
      const urgent = waiting.findIndex(({ isUrgent }) => isUrgent());
      const [next] = waiting.splice(Math.max(0, urgent), 1);
      free = clock.now() + WORKSPACE_MS;
      next?.go();
    }
    serving = false;
  }

  return {
    turn: (isUrgent) =>
      new Promise((resolve) => {
        waiting.push({ isUrgent, go: resolve });
        if (!serving) void serve();
      }),
    rest(ms) {
      free = Math.max(free, clock.now() + ms);
    },
  };
}

function editsOf({ client, newer, clock, log }: EditOptions, pace: Pace, { channel, ts }: MessageRef): Edits {
  /** What the message should show and does not show yet. */
  let wanted: Content | undefined;
  /** What is on the message, as far as is known. */
  let shown = '';
  let gone = false;
  let lastAt = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | undefined;
  /** Somebody waits for it: a report goes before the progress of others. */
  let urgent = false;

  async function work(): Promise<void> {
    let failures = 0;
    while (wanted && !gone && failures < ATTEMPTS) {
      await clock.sleep(Math.max(0, lastAt + MESSAGE_MS - clock.now()));
      await pace.turn(() => urgent);
      const content: Content | undefined = wanted;
      if (!content) break;
      const failure = await update(content);
      failures = failure ? failures + 1 : 0;
      if (failure === 'hopeless') break;
      if (failure === 'unsure' && failures < ATTEMPTS) await clock.sleep(1_000 * 2 ** (failures - 1));
    }
    running = undefined;
  }

  /** Resolves with nothing when the message shows the content now. */
  async function update(content: Content): Promise<'limited' | 'unsure' | 'hopeless' | undefined> {
    lastAt = clock.now();
    shown = '';
    try {
      await sendContent(content, { newer, log }, ({ text, blocks }) =>
        client.chat.update({ channel, ts, text, blocks }),
      );
      shown = JSON.stringify(content);
      if (wanted === content) wanted = undefined;
      return undefined;
    } catch (error) {
      return noteFailure(error);
    }
  }

  function noteFailure(error: unknown): 'limited' | 'unsure' | 'hopeless' {
    const failure = judgeFailure(error);
    log.warn({ channel, ts, failure: describeFailure(error) }, 'a message could not be edited');
    if (failure.kind === 'limited') pace.rest(failure.waitMs);
    // The message was deleted, its channel archived, the bot thrown out: no later edit will do better.
    if (failure.kind === 'refused') gone = true;
    return failure.kind === 'limited' || failure.kind === 'unsure' ? failure.kind : 'hopeless';
  }

  function start(): void {
    if (wanted && !gone) running ??= work();
  }

  return {
    show(content) {
      wanted = JSON.stringify(content) === shown ? undefined : content;
      start();
    },
    async flush() {
      urgent = true;
      start();
      await running;
      urgent = false;
      return wanted === undefined && !gone;
    },
  };
}
