import type { OwnRule } from './investigation/finding.ts';
import type { LogReader } from './investigation/log-reading/level.ts';

/** What a module that focus.yml names under `plugins:` exports as `plugin`: docs/plugins.md. */
export interface Plugin {
  readonly rules?: readonly OwnRule[];
  readonly logReaders?: readonly LogReader[];
  /** Regular expressions of secrets, on the contract of `redact:` in focus.yml. */
  readonly redact?: readonly string[];
}

export type { Found, OwnRule } from './investigation/finding.ts';
export type { LogReader } from './investigation/log-reading/level.ts';
export type { FactKind, FactOf, Observation } from './investigation/observation.ts';
export { kubectl } from './investigation/rules/commands.ts';
export { all, consumerMissing, jobOf, last } from './investigation/rules/read-timeline.ts';
export type { Timeline } from './investigation/timeline/timeline.ts';
