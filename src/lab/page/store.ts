import { useEffect, useReducer } from 'react';
import type { Act, Answered, Hello, ShownMessage, State, Told } from './wire.ts';

/** What the page knows of the lab. */
export interface Known {
  readonly hello?: Hello;
  readonly state?: State;
  /** Of every channel, the oldest first. */
  readonly messages: readonly ShownMessage[];
  readonly isConnected: boolean;
}

type Heard = Told | { readonly kind: 'connection'; readonly isConnected: boolean };

export function useLab(): Known {
  const [known, hear] = useReducer(take, { messages: [], isConnected: false });
  useEffect(() => {
    const source = new EventSource('events');
    source.onmessage = ({ data }) => hear(JSON.parse(data));
    source.onerror = () => hear({ kind: 'connection', isConnected: false });
    return () => source.close();
  }, []);
  return known;
}

export async function send(act: Act): Promise<Answered> {
  try {
    const answer = await fetch('act', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(act),
    });
    return await answer.json();
  } catch {
    return { error: 'The lab does not answer: is `npm run lab` still running?' };
  }
}

function take(known: Known, heard: Heard): Known {
  switch (heard.kind) {
    case 'hello':
      return { ...known, hello: heard, messages: inOrder(heard.messages), isConnected: true };
    case 'state':
      return { ...known, state: heard };
    case 'message':
      return { ...known, messages: placed(known.messages, heard.message) };
    case 'gone':
      return {
        ...known,
        messages: known.messages.filter(({ channel, ts }) => channel !== heard.channel || ts !== heard.ts),
      };
    case 'connection':
      return { ...known, isConnected: heard.isConnected };
  }
}

/** An edit takes the place of what was there. */
function placed(messages: readonly ShownMessage[], message: ShownMessage): readonly ShownMessage[] {
  const at = messages.findLastIndex(({ channel, ts }) => channel === message.channel && ts === message.ts);
  if (at >= 0) return messages.with(at, message);
  const last = messages.at(-1);
  const isNewest = last === undefined || Number(last.ts) <= Number(message.ts);
  return isNewest ? [...messages, message] : inOrder([...messages, message]);
}

function inOrder(messages: readonly ShownMessage[]): readonly ShownMessage[] {
  return messages.toSorted((one, other) => Number(one.ts) - Number(other.ts));
}
