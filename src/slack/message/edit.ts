import { createHash } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import type { Clock } from '#lib/clock.ts';
import type { Log } from '#lib/logger.ts';
import type { Content } from './content.ts';
import { describeFailure, isForGood, judgeFailure } from './failure.ts';
import type { NewerBlocks } from './newer-blocks.ts';
import type { MessageRef } from './outbox.ts';
import type { Pace, PaceOf } from './pace.ts';
import { sendContent } from './send-content.ts';
import { isBefore, type Said, type Standing, type States } from './states.ts';

/** Between two edits of one message: people cannot read faster. */
const MESSAGE_MS = 2_000;
/** Between two edits in a workspace: Slack takes about 50 a minute (chat.update is in its tier 3). */
const WORKSPACE_MS = 1_200;
/** Tries of one message without an edit getting through, before it is left until something new is to be shown. */
const ATTEMPTS = 6;
/** Slack said no for a reason that somebody may mend: progress tries again no sooner. */
const REFUSED_MS = 30_000;

/** How it ended that a message was to show something. */
export type Ending =
  /** It shows it. */
  | { readonly kind: 'shown' }
  /** It shows what comes after it: another owner, or a later state. */
  | { readonly kind: 'overtaken' }
  /** It does not show it. */
  | { readonly kind: 'untold'; readonly why: unknown };

/** Keeps one message up to date. Nothing here rejects or throws: what goes wrong is logged. */
export interface Edits {
  /**
   * Shows this as soon as Slack allows; what was to be shown before and is not yet is left out. What comes before that which
   * the message is to show already, as any process has said, is never sent, and put right where it got through late.
   */
  show(content: Content, standing: Standing): void;
  /** Resolves when nothing is left to be shown. */
  flush(): Promise<Ending>;
}

export interface EditOptions {
  readonly client: WebClient;
  readonly newer: NewerBlocks;
  readonly states: States;
  readonly paceOf: PaceOf;
  readonly clock: Clock;
  readonly log: Log;
}

/** Messages whose edits are remembered: more than are ever edited at a time. */
const REMEMBERED = 200;

/** The edits of each message: all that one message shows goes through one hand, so that what was said last is what stays. */
export function createEdits(options: EditOptions): (ref: MessageRef) => Edits {
  const pace = options.paceOf('edits', WORKSPACE_MS);
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

function editsOf({ client, newer, states, clock, log }: EditOptions, pace: Pace, ref: MessageRef): Edits {
  /** What the message should show and does not show yet. */
  let wanted: Said | undefined;
  /** What this process has put on the message, and saw there still. */
  let shown: { readonly digest: string; readonly revision: number } | undefined;
  let ending: Ending = { kind: 'shown' };
  /** What another process has said, sent once more. */
  let others: Said | undefined;
  let isGone = false;
  /** No edit goes before, ms since the epoch. */
  let notBefore = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | undefined;
  /** Somebody waits for it: a report goes before the progress of others. */
  let urgent = false;

  async function work(): Promise<void> {
    let failures = 0;
    while (wanted && !isGone && failures < ATTEMPTS) {
      await clock.sleep(Math.max(0, notBefore - clock.now()));
      if (await isThere(wanted)) continue;
      await pace.turn(() => (urgent ? 'answer' : 'course'));
      const said: Said | undefined = wanted;
      if (!said) break;
      const failure = await update(said);
      failures = failure ? failures + 1 : 0;
      if (failure === 'hopeless') break;
      if (failure === 'unsure' && failures < ATTEMPTS) await clock.sleep(1_000 * 2 ** (failures - 1));
    }
    running = undefined;
  }

  /** Without an edit: the message shows it already. */
  async function isThere(said: Said): Promise<boolean> {
    if (!shown || shown.digest !== digestOf(said.content)) return false;
    if ((await states.put(ref, said)) !== shown.revision) return false;
    settle(said, { kind: 'shown' });
    return true;
  }

  /** Compared with what all processes have said right before it is sent, and once more after it. */
  async function update(said: Said): Promise<'limited' | 'unsure' | 'hopeless' | undefined> {
    const revision = await states.put(ref, said);
    if (revision === undefined) return settle(said, { kind: 'overtaken' });
    try {
      notBefore = clock.now() + MESSAGE_MS;
      shown = undefined;
      await sendContent(said.content, { newer, log }, ({ text, blocks }) =>
        client.chat.update({ ...ref, text, blocks }),
      );
    } catch (error) {
      return noteFailure(error);
    }
    const now = await states.read(ref);
    if (now && now.revision !== revision) return putRight(said, now);
    shown = { digest: digestOf(said.content), revision };
    return settle(said, { kind: 'shown' });
  }

  /** Somebody said more while this was on its way, and it may have come after that. */
  function putRight(said: Said, now: Said): undefined {
    log.warn({ ...ref, state: said.standing, after: now.standing }, 'an edit came late: the later one is sent again');
    if (!wanted || (wanted !== said && !isBefore(wanted.standing, now.standing))) return;
    others = now;
    wanted = now;
  }

  function settle(said: Said, how: Ending): undefined {
    if (wanted === said) wanted = undefined;
    ending = said === others ? { kind: 'overtaken' } : how;
  }

  function noteFailure(error: unknown): 'limited' | 'unsure' | 'hopeless' {
    const failure = judgeFailure(error);
    ending = { kind: 'untold', why: error };
    log.warn({ ...ref, failure: describeFailure(error) }, 'a message could not be edited');
    if (failure.kind === 'limited') pace.rest(failure.waitMs);
    if (failure.kind === 'refused') {
      isGone = isForGood(error);
      notBefore = clock.now() + REFUSED_MS;
    }
    return failure.kind === 'limited' || failure.kind === 'unsure' ? failure.kind : 'hopeless';
  }

  function start(): void {
    if (wanted && !isGone) running ??= work().catch(stopped);
  }

  /** What is said cannot be compared: Redis is closed, or answers with an error. */
  function stopped(error: unknown): void {
    ending = { kind: 'untold', why: error };
    log.warn({ ...ref, failure: describeFailure(error) }, 'a message could not be edited');
    running = undefined;
  }

  return {
    show(content, standing) {
      if (wanted && isBefore(standing, wanted.standing)) return;
      wanted = { content, standing };
      start();
    },
    async flush() {
      urgent = true;
      start();
      await running;
      urgent = false;
      return ending;
    },
  };
}

/** Two hundred messages are remembered, and a report with its course is long. */
function digestOf(content: Content): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64');
}
