import type { OwnRule } from '#investigation/finding.ts';
import { counted } from '#lib/counted.ts';
import { type Finding, ok, wrong } from './line.ts';

export interface Read {
  readonly mistakes: readonly string[];
  readonly environments: readonly unknown[];
  readonly checks: readonly unknown[];
  readonly plugins: readonly PluginRead[];
}

interface PluginRead {
  readonly name: string;
  readonly rules: readonly OwnRule[];
  readonly logReaders: readonly { readonly id: string }[];
  readonly redact: readonly unknown[];
}

/** What came of reading them, a line a mistake. */
export function settingsFindings({ mistakes, environments, checks, plugins }: Read): readonly Finding[] {
  const read =
    mistakes.length > 0
      ? mistakes.map((mistake) => wrong(mistake))
      : [ok(`${counted(environments.length, 'environment')}, ${counted(checks.length, 'check')}`)];
  return [...read, ...plugins.map((plugin) => ok(pluginWords(plugin)))];
}

function pluginWords({ name, rules, logReaders, redact }: PluginRead): string {
  const parts = [
    ...rules.map(({ id, standsBefore }) => `rule ${id} before ${standsBefore}`),
    ...logReaders.map(({ id }) => `log reader ${id}`),
    ...(redact.length > 0 ? [counted(redact.length, 'redact pattern')] : []),
  ];
  return `plugin ${name}: ${parts.join(', ')}`;
}
