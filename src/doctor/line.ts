/** ok: it was seen to be as it should · wrong: it was seen not to be · unknown: it could not be seen. */
export type State = 'ok' | 'wrong' | 'unknown';

/** What a look found. */
export interface Finding {
  readonly state: State;
  readonly found: string;
  /** The setting or command that mends it. */
  readonly mend?: string;
}

export interface Place {
  /** Of which it is a part; absent of what is the bot's own. */
  readonly environment?: string;
  readonly part: 'settings' | 'redis' | 'slack' | 'focus-server' | 'kubernetes' | 'rabbitmq' | 'mongodb';
}

export type Line = Place & Finding;

export function ok(found: string): Finding {
  return { state: 'ok', found };
}

export function wrong(found: string, mend?: string): Finding {
  return { state: 'wrong', found, ...(mend !== undefined && { mend }) };
}

export function unknown(found: string, mend?: string): Finding {
  return { state: 'unknown', found, ...(mend !== undefined && { mend }) };
}
