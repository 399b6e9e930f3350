import { memo, useMemo, useState } from 'react';
import { Blocks } from './blocks.tsx';
import { Pressing } from './controls.tsx';
import { Mrkdwn } from './text.tsx';
import type { Act, Hello, ShownMessage, ShownTruth } from './wire.ts';

export interface Doing {
  readonly hello: Hello;
  /** Who sits before the page. */
  readonly me: string;
  does(act: Act): void;
}

export interface MessageProps extends Doing {
  readonly message: ShownMessage;
  readonly truth?: ShownTruth | undefined;
  readonly replies?: number;
  /** Whether there is one among the replies that the reader has not seen. */
  readonly hasNew?: boolean;
  readonly openThread?: (ts: string) => void;
}

export const Message = memo(function Message(props: MessageProps) {
  const { message, hello, me, does, truth, replies = 0, hasNew = false, openThread } = props;
  const { channel, ts, user, text, blocks, files, isEdited, only } = message;
  const isBot = user === hello.bot.id;
  const press = useMemo(
    () => (action: string, option?: string) =>
      does({ act: 'click', user: me, channel, ts, action, ...(option !== undefined && { option }) }),
    [does, me, channel, ts],
  );
  return (
    <article className={only === undefined ? '' : 'alone'}>
      <Avatar name={isBot ? hello.bot.name : nameOf(hello, user)} isBot={isBot} />
      <div className="said">
        {only !== undefined && <p className="only">Only visible to you</p>}
        <p className="by">
          <b>{isBot ? hello.bot.name : nameOf(hello, user)}</b>
          {isBot && <span className="app">APP</span>}
          <time>{timeOf(ts)}</time>
          {only === undefined && (
            <span className="hover">
              {openThread && (
                <button type="button" onClick={() => openThread(ts)}>
                  Reply
                </button>
              )}
              <button type="button" onClick={() => does({ act: 'shortcut', user: me, channel, ts })}>
                Look into this job
              </button>
            </span>
          )}
        </p>
        <Pressing value={press}>
          {blocks.length > 0 ? (
            <Blocks blocks={blocks} />
          ) : (
            <p dir="auto">
              <Mrkdwn text={text} />
              {isEdited && !isBot && <small> (edited)</small>}
            </p>
          )}
        </Pressing>
        {files.map((file) => (
          <File key={file.id} file={file} />
        ))}
        {replies > 0 && openThread && (
          <button type="button" className="replies" onClick={() => openThread(ts)}>
            {replies === 1 ? '1 reply' : `${replies} replies`}
            {hasNew && ' '}
            {hasNew && <span className="dot">unread</span>}
          </button>
        )}
        {truth && <Truth truth={truth} />}
      </div>
    </article>
  );
});

function Avatar({ name, isBot }: { readonly name: string; readonly isBot: boolean }) {
  return (
    <i className={isBot ? 'avatar bot' : 'avatar'} aria-hidden="true">
      {name.slice(0, 1)}
    </i>
  );
}

function File({ file: { id, name, title, bytes } }: { readonly file: ShownMessage['files'][number] }) {
  const href = `files/${id}`;
  if (name.endsWith('.png'))
    return (
      <a href={href} target="_blank" rel="noreferrer">
        <img src={href} alt={title || name} />
      </a>
    );
  return (
    <div className="file">
      <b>{name}</b> <small>{bytes < 1_000 ? `${bytes} bytes` : `${Math.round(bytes / 1_000)} kB`}</small>
      <a href={href} download={name}>
        Download
      </a>
      <Preview href={href} />
    </div>
  );
}

/** Beyond it a file is better downloaded. */
const PREVIEW = 20_000;

/** The file is fetched when somebody looks. */
function Preview({ href }: { readonly href: string }) {
  const [text, show] = useState('');
  const read = () =>
    void fetch(href)
      .then((answer) => answer.text())
      .then((whole) => show(whole.length > PREVIEW ? `${whole.slice(0, PREVIEW)}…` : whole));
  return (
    <details onToggle={({ currentTarget: { open } }) => open && text === '' && read()}>
      <summary>Preview</summary>
      <pre tabIndex={0}>{text}</pre>
    </details>
  );
}

function Truth({ truth: { isRight, words } }: { readonly truth: ShownTruth }) {
  const verdict =
    isRight === undefined
      ? 'What really happened'
      : isRight
        ? 'The verdict is right'
        : 'The answer is not what the story expects';
  return (
    <p className={`truth ${isRight === undefined ? '' : isRight ? 'is-right' : 'is-wrong'}`}>
      <b>{verdict}.</b> {words} <small>(The bot never sees this line.)</small>
    </p>
  );
}

function nameOf({ people }: Hello, user: string): string {
  return people.find(({ id }) => id === user)?.name ?? user;
}

function timeOf(ts: string): string {
  return new Date(Number(ts) * 1_000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}
