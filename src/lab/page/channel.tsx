import { useEffect, useRef } from 'react';
import { Composer } from './composer.tsx';
import { type Doing, Message } from './message.tsx';
import type { ShownMessage, ShownTruth } from './wire.ts';

interface ChannelProps extends Doing {
  readonly channel: string;
  readonly name: string;
  readonly messages: readonly ShownMessage[];
  readonly truths: readonly ShownTruth[];
  /** Whether the reader has seen a reply, by the stamps of its thread and its own. */
  hasSeen(root: string, reply: string): boolean;
  openThread(ts: string): void;
}

export function Channel({ channel, name, messages, truths, hasSeen, openThread, ...doing }: ChannelProps) {
  const roots = messages.filter(({ ts, thread_ts: thread }) => thread === undefined || thread === ts);
  const replies = Map.groupBy(
    messages.filter(({ ts, thread_ts: thread, only }) => thread !== ts && only === undefined),
    ({ thread_ts: thread }) => thread,
  );
  return (
    <section className="channel" aria-label={name}>
      <header>
        <h1>{name}</h1>
      </header>
      <Messages>
        {roots.map((message) => (
          <Message
            key={message.ts}
            {...doing}
            message={message}
            truth={truths.findLast(({ channel: where, ts }) => where === channel && ts === message.ts)}
            replies={replies.get(message.ts)?.length ?? 0}
            hasNew={
              replies.get(message.ts)?.some(({ ts, user }) => user !== doing.me && !hasSeen(message.ts, ts)) ?? false
            }
            openThread={openThread}
          />
        ))}
        {roots.length === 0 && (
          <p className="empty">
            Nothing was said here yet. Type <code>/focus timing</code>.
          </p>
        )}
      </Messages>
      <Composer {...doing} channel={channel} placeholder={`Message ${name}`} />
    </section>
  );
}

interface ThreadProps extends Doing {
  readonly channel: string;
  readonly root: string;
  readonly messages: readonly ShownMessage[];
  close(): void;
}

export function Thread({ channel, root, messages, close, ...doing }: ThreadProps) {
  const shown = messages.filter(({ ts, thread_ts: thread }) => ts === root || thread === root);
  const first = useRef<HTMLButtonElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each thread takes the focus once, as it opens
  useEffect(() => first.current?.focus(), [root]);
  return (
    <section className="thread" aria-label="Thread">
      <header>
        <h1>Thread</h1>
        <button type="button" ref={first} onClick={close} aria-label="Close the thread">
          ✕
        </button>
      </header>
      <Messages>
        {shown.map((message) => (
          <Message key={message.ts} {...doing} message={message} />
        ))}
      </Messages>
      <Composer {...doing} channel={channel} thread={root} placeholder="Reply…" />
    </section>
  );
}

const NEAR_PX = 160;

/** Stays at the end while it is there, as Slack does: whatever comes, grows or is turned. */
function Messages({ children }: { readonly children: React.ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const inside = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const laidOut = useRef('');
  useEffect(() => {
    const sized = new ResizeObserver(() => {
      const it = box.current;
      if (!it) return;
      laidOut.current = sizeOf(it);
      if (isAtEnd.current) it.scrollTop = it.scrollHeight;
    });
    for (const { current } of [box, inside]) if (current) sized.observe(current);
    return () => sized.disconnect();
  }, []);
  return (
    <div
      className="messages"
      ref={box}
      tabIndex={0}
      role="log"
      aria-label="Messages"
      onScroll={({ currentTarget: it }) => {
        // What moved since it was laid out did so by itself: nobody scrolled.
        if (sizeOf(it) === laidOut.current)
          isAtEnd.current = it.scrollHeight - it.scrollTop - it.clientHeight < NEAR_PX;
      }}
    >
      <div ref={inside}>{children}</div>
    </div>
  );
}

function sizeOf({ scrollHeight, clientHeight, clientWidth }: HTMLElement): string {
  return [scrollHeight, clientHeight, clientWidth].join();
}
