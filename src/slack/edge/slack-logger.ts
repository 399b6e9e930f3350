import { type Logger, LogLevel } from '@slack/web-api';
import type { Log } from '#lib/logger.ts';

/**
 * What Slack's packages have to say, in our log. Their errors are warnings here: each reaches the caller as well, who
 * knows what it meant. Their debug lines hold whole payloads and are dropped.
 */
export function createSlackLogger(log: Log): Logger {
  const write =
    (level: 'info' | 'warn') =>
    (...parts: unknown[]) =>
      log[level]({ from: 'slack' }, parts.map(String).join(' '));
  return {
    debug: () => {},
    info: write('info'),
    warn: write('warn'),
    error: write('warn'),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}
