import type { LogLine } from '../observation.ts';

export type Telling = Pick<LogLine, 'level' | 'namesJob' | 'source'>;

/**
 * How telling a line is: errors before warnings before what merely names the job; in each, what names the job before
 * its pods' other lines, and those before the backend's. 0 is what tells nothing.
 */
export function weightOf({ level, namesJob, source }: Telling): number {
  const severity = level === 'error' ? 8 : level === 'warning' ? 4 : 0;
  const close = namesJob ? 3 : source === 'backend' ? 0 : 2;
  return severity > 0 ? severity + close : namesJob ? 1 : 0;
}
