import { jobIdOf } from '#asking/places.ts';
import { namesJob } from '#asking/timing.ts';
import { tidy } from '#asking/words.ts';
import { nearest } from '#lib/nearest.ts';
import type { Command } from './command.ts';

export type Route =
  | { readonly command: Command; readonly rest: string }
  | { readonly unknown: string; readonly nearest?: string };

/**
 * Which command a text asks for, wherever it was typed. No text asks for `help`, as `timing --help` does for that of
 * `timing`; a job's id without a command, or after `timing`, asks for `job`. Case and typographic quotes are forgiven.
 */
export function routeCommand(text: string, commands: readonly Command[]): Route {
  const [, typed = '', rest = ''] = /^(\S*)\s*([\s\S]*)$/.exec(text.trim()) ?? [];
  const called = (name: string) => commands.find((candidate) => candidate.name === name);
  const [help, job] = [called('help'), called('job')];
  const command = asksHelp(typed) ? help : called(nameIn(typed));
  if (command === undefined && job && jobIdOf(tidy(typed)) !== undefined) return { command: job, rest: text.trim() };
  if (command === undefined) return unknown(typed, commands);
  if (help && command !== help && asksHelp(rest)) return { command: help, rest: command.name };
  if (job && command.name === 'timing' && namesJob(rest)) return { command: job, rest };
  return { command, rest };
}

/** People make commands bold, or put them in quotes. */
function nameIn(typed: string): string {
  return typed.replace(/^["'“‘`*_~]+|(?<!["'”’`*_~])["'”’`*_~]+$/g, '').toLowerCase() || 'help';
}

function asksHelp(text: string): boolean {
  return /^(?:help|\?)$/i.test(tidy(text)) || /^-h$/i.test(text);
}

function unknown(typed: string, commands: readonly Command[]): Route {
  const meant = nearest(
    nameIn(typed),
    commands.map(({ name }) => name),
  );
  return meant === undefined ? { unknown: typed } : { unknown: typed, nearest: meant };
}
