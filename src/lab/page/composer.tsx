import { type KeyboardEvent, useRef, useState } from 'react';
import type { Doing } from './message.tsx';
import { Mrkdwn } from './text.tsx';

interface Composing extends Doing {
  readonly channel: string;
  readonly thread?: string;
  readonly placeholder: string;
}

const SHOWN = 8;

/** Where people type: what begins with `/` is a command, `@focus` mentions the bot. */
export function Composer({ hello, me, does, channel, thread, placeholder }: Composing) {
  const [text, write] = useState('');
  const [chosen, choose] = useState(0);
  const box = useRef<HTMLTextAreaElement>(null);
  const offered = offers(text, hello.commands).slice(0, SHOWN);

  function put(command: string): void {
    write(`${command} `);
    choose(0);
    box.current?.focus();
  }
  function post(): void {
    const typed = text.trim();
    if (typed === '') return;
    const command = /^\/focus(?:\s+(.*))?$/s.exec(typed);
    if (command && thread === undefined) does({ act: 'command', user: me, channel, text: command[1] ?? '' });
    else does({ act: 'say', user: me, channel, text: typed, ...(thread !== undefined && { thread }) });
    write('');
  }
  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (offered.length > 0 && step !== undefined) {
      event.preventDefault();
      choose((chosen + step + offered.length) % offered.length);
      return;
    }
    const offer = offered[chosen];
    if (event.key === 'Tab' && offer) {
      event.preventDefault();
      put(offer.command);
      return;
    }
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    post();
  }

  return (
    <div className="composer">
      {offered.length > 0 && (
        <ul role="listbox" aria-label="Commands">
          {offered.map(({ command, usage, summary }, index) => (
            <li key={usage} role="option" aria-selected={index === chosen} onMouseDown={() => put(command)}>
              <b>{command}</b>{' '}
              <span>
                <Mrkdwn text={summary} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <textarea
        ref={box}
        rows={1}
        value={text}
        aria-label={placeholder}
        placeholder={placeholder}
        onChange={({ target }) => {
          write(target.value);
          choose(0);
        }}
        onKeyDown={onKeyDown}
      />
      <button type="button" className="primary" onClick={post} disabled={text.trim() === ''}>
        Send
      </button>
    </div>
  );
}

/** Completion goes as far as the command's name. */
function offers(text: string, commands: Doing['hello']['commands']) {
  if (!text.startsWith('/') || /^\/\S*\s+\S+\s/.test(text)) return [];
  return commands
    .map(({ usage, summary }) => ({ usage, summary, command: usage.split(' ').slice(0, 2).join(' ') }))
    .filter(({ command }) => command.startsWith(text.trimEnd()) && command !== text.trimEnd());
}
