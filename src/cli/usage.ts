import type { Subcommand } from './subcommand.ts';

/** All that can be typed. */
export function usage(subcommands: readonly Subcommand[]): string {
  return ['usage: npm run --silent focus -- <command>', ...subcommands.map(usageOf)].join('\n');
}

export function usageOf({ usage: ways, about }: Pick<Subcommand, 'usage' | 'about'>): string {
  return [...ways.map((way) => `  ${way}`), ...about.split('\n').map((line) => `      ${line}`)].join('\n');
}
