import { nearest } from '#lib/nearest.ts';
import type { Command } from './command.ts';

export type Route =
  | { readonly command: Command; readonly rest: string }
  | { readonly unknown: string; readonly nearest?: string };

/** Which command the text after `/focus` asks for. No text asks for `help`; case and typographic quotes are forgiven. */
export function routeCommand(text: string, commands: readonly Command[]): Route {
  const [, typed = '', rest = ''] = /^\s*(\S*)\s*([\s\S]*)$/.exec(text) ?? [];
  const name = typed.replace(/^["'“‘`]+|["'”’`]+$/g, '').toLowerCase() || 'help';
  const command = commands.find((candidate) => candidate.name === name);
  if (command !== undefined) return { command, rest: rest.trimEnd() };
  const names = commands.map((candidate) => candidate.name);
  const meant = nearest(name, names);
  return meant === undefined ? { unknown: typed } : { unknown: typed, nearest: meant };
}
