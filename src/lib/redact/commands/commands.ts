import type { Kind, Parts } from '../kind.ts';
import { isTelling } from '../telling.ts';
import { OPEN } from './parts.ts';
import { SERVERS } from './servers.ts';
import { TOOLS } from './tools.ts';

const isNoTelling = ({ secret = '' }: Parts): boolean => secret !== '' && !isTelling(secret) && !secret.startsWith('-');

/** What commands take as a secret by its place. */
export const commandKinds: readonly Kind[] = [...SERVERS, ...TOOLS].map(({ name, needs, also, before }) => ({
  name: `a secret of ${name}`,
  needs,
  ...(also && { also }),
  find: new RegExp(`(?<keep>${before}${OPEN}?)(?<secret>(?<=["'])[^"'\\\\\\n]+|[^\\s"'\`\\]\\\\;]+)`, 'g'),
  isSecret: isNoTelling,
}));
