import pino from 'pino';
import { visible } from './clean.ts';
import { redact as redactKnown } from './redact.ts';

export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Log;
}

export interface LogOptions {
  /** Standard error unless told. */
  readonly destination?: { write(line: string): void };
  /** The known secrets unless told. */
  readonly redact?: (text: string) => string;
}

/** JSON lines; whatever secret a line holds is masked before it is written, and nothing in it steers a terminal. */
export function createLog(level: string, { destination = process.stderr, redact = redactKnown }: LogOptions = {}): Log {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    {
      // As JSON escapes it too, so the line says the same.
      write: (line: string) => void destination.write(visible(redact(line))),
    },
  );
}

export const silentLog: Log = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLog,
};
