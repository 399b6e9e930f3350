import { type Logger, LogLevel } from '@slack/web-api';

/** Slack's own logger, silenced: the tests provoke what it would report. */
export const quietLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};
