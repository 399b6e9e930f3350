import { useEffect, useLayoutEffect, useRef } from 'react';
import { Composer } from './composer.tsx';
import { type Doing, Message } from './message.tsx';
import type { ShownMessage, ShownTruth } from './wire.ts';

interface ChannelProps extends Doing {
  readonly channel: string;
  readonly name: string;
  readonly messages: readonly ShownMessage[];
  readonly truths: readonly ShownTruth[];
  openThread(ts: string): void;
}

export function Channel({ channel, name, messages, truths, openThread, ...doing }: ChannelProps) {
  const roots = messages.filter(({ ts, thread_ts: thread }) => thread === undefined || thread === ts);
  const replies = new Map<string, number>();
  for (const { ts, thread_ts: thread, only } of messages)
    if (thread !== undefined && thread !== ts && only === undefined)
      replies.set(thread, (replies.get(thread) ?? 0) + 1);
  return (
    <section className="channel" aria-label={name}>
      <header>
        <h1>{name}</h1>
      </header>
      <Messages last={roots.at(-1)}>
        {roots.map((message) => (
          <Message
            key={message.ts}
            {...doing}
            message={message}
            truth={truths.find(({ channel: where, ts }) => where === channel && ts === message.ts)}
            replies={replies.get(message.ts) ?? 0}
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
      <Messages last={shown.at(-1)}>
        {shown.map((message) => (
          <Message key={message.ts} {...doing} message={message} />
        ))}
      </Messages>
      <Composer {...doing} channel={channel} thread={root} placeholder="Reply…" />
    </section>
  );
}

const NEAR_PX = 160;

/** Stays at the end while it is there, as Slack does. */
function Messages({ last, children }: { readonly last: ShownMessage | undefined; readonly children: React.ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever comes last, or changes, is scrolled to
  useLayoutEffect(() => {
    if (isAtEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [last]);
  return (
    <div
      className="messages"
      ref={box}
      tabIndex={0}
      role="log"
      aria-label="Messages"
      onScroll={({ currentTarget: it }) => {
        isAtEnd.current = it.scrollHeight - it.scrollTop - it.clientHeight < NEAR_PX;
      }}
    >
      {children}
    </div>
  );
}
