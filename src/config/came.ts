import { redact } from '#lib/redact.ts';
import { secretNames } from './settings.ts';

/** Settings that take a secret, or the path of its file; people put the secret itself there, or in place of what is around. */
const SECRET: readonly (readonly string[])[] = [
  ...secretNames,
  'notify',
  'redact',
  'heartbeat',
  'api.clients',
  'checks.*.notify',
  'environments.*.ssh',
  'environments.*.focusServer.ca',
  'environments.*.rabbitmq.ca',
  'environments.*.mongodb.ca',
  'environments.*.kubernetes.kubeconfig',
].map((place) => place.split('.'));

const LONGEST = 80;
const IS_URL = /(?:url|^runbook)$/i;

/** What came: as it was written, `${NAME}` unfilled, where its setting can hold no secret; else its kind and length. */
export function came(value: unknown, at: readonly PropertyKey[]): string {
  if (value === undefined || value === null) return 'nothing';
  const shows = !SECRET.some((place) => meets(place, at));
  if (typeof value === 'string') return shows ? textAt(value, at) : sized(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return shows && Math.abs(value) < 1_000_000 ? String(value) : 'a number';
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (!Array.isArray(value)) return mapOf(Object.keys(value));
  const list = `[${value.map((item) => (isNested(item) ? '' : came(item, at))).join(',')}]`;
  return shows && !value.some(isNested) && list.length <= LONGEST ? list : `a list of ${value.length}`;
}

/** Whether one of both stands under the other, or they are the same. */
function meets(place: readonly string[], at: readonly PropertyKey[]): boolean {
  return place.slice(0, at.length).every((part, i) => part === '*' || part === at[i]);
}

function isNested(value: unknown): boolean {
  return value !== null && typeof value === 'object';
}

function mapOf(names: readonly string[]): string {
  return names.length === 0 ? 'an empty map' : `a map of ${names.slice(0, 8).map(nameShown).join(', ')}`;
}

/** Of a secret nothing but this; the name of a variable is none. */
function sized(text: string): string {
  const [, name] = /^\$\{(\w+)\}$/.exec(text) ?? [];
  return name !== undefined && nameShown(name) === name ? `"${text}"` : `a text of ${text.length} characters`;
}

function textAt(text: string, at: readonly PropertyKey[]): string {
  if (text.length > LONGEST || /[\r\n]/.test(text)) return sized(text);
  const shown = IS_URL.test(String(at.at(-1))) || /:\/\/|@/.test(text) ? urlOf(text) : text;
  if (shown === undefined || shown.split(/[^\w+]+/).some(isGenerated)) return sized(text);
  return redact(JSON.stringify(shown));
}

/** Without its login and what stands after its path. */
function urlOf(text: string): string | undefined {
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+.-]{1,12}:\/{1,2})(?!\/)(.*)$/i.exec(text) ?? [];
  const host = rest.slice(rest.lastIndexOf('@') + 1);
  if (scheme === undefined || !URL.canParse(scheme + host)) return undefined;
  return `${scheme}${host === rest ? '' : '‹hidden›@'}${host.replace(/[?#].*$/s, (after) => `${after[0]}…`)}`;
}

const LONGEST_NAME = 40;

/** A name in a file of settings; what looks like a secret in place of one only by its length. */
export function nameShown(name: string): string {
  const isName = name.length <= LONGEST_NAME && /^[\w.-]*$/.test(name) && !isGenerated(name);
  return isName ? name : `‹a name of ${name.length} characters›`;
}

/** As keys and tokens look. */
function isGenerated(word: string): boolean {
  const digits = word.match(/\d/g)?.length ?? 0;
  return word.length >= 12 && (digits >= 6 || (digits > 0 && /[a-z]/.test(word) && /[A-Z]/.test(word)));
}

/** Where a setting stands. */
export function placeShown(path: readonly PropertyKey[]): string {
  return path.map((part) => (typeof part === 'string' ? nameShown(part) : String(part))).join('.');
}
