import type { KubernetesObject } from './objects.ts';
import { badRequest } from './statuses.ts';

export type Selector = (object: KubernetesObject) => boolean;

/** `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`, joined by commas. Throws a 400 for anything else. */
export function labelSelector(text: string): Selector {
  const requirements = splitOutsideBrackets(text).map(requirement);
  return ({ metadata }) => requirements.every((holds) => holds(metadata.labels ?? {}));
}

type Requirement = (labels: Readonly<Record<string, string>>) => boolean;

const KEY = '[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?';
const SET = new RegExp(`^(?<key>${KEY})\\s+(?<operator>in|notin)\\s*\\((?<values>[^()]*)\\)$`);
const EQUALITY = new RegExp(`^(?<key>${KEY})\\s*(?<operator>==?|!=)\\s*(?<values>[-A-Za-z0-9_.]*)$`);
const EXISTENCE = new RegExp(`^(?<operator>!?)\\s*(?<key>${KEY})$`);

function requirement(text: string): Requirement {
  const match = SET.exec(text) ?? EQUALITY.exec(text) ?? EXISTENCE.exec(text);
  const { key = '', operator = '', values = '' } = match?.groups ?? {};
  if (!match) throw badRequest(`unable to parse requirement: ${text}`);
  const wanted = values.split(',').map((value) => value.trim());
  const among = (labels: Readonly<Record<string, string>>) =>
    Object.hasOwn(labels, key) && wanted.includes(labels[key] ?? '');
  switch (operator) {
    case 'in':
    case '=':
    case '==':
      return among;
    case 'notin':
    case '!=':
      return (labels) => !among(labels);
    case '!':
      return (labels) => !Object.hasOwn(labels, key);
    default:
      return (labels) => Object.hasOwn(labels, key);
  }
}

function splitOutsideBrackets(text: string): readonly string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Fields that may be selected by, kind by kind; `metadata.name` and `metadata.namespace` always. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Pod: ['status.phase', 'spec.nodeName', 'spec.restartPolicy', 'status.podIP'],
  Event: [
    'involvedObject.kind',
    'involvedObject.name',
    'involvedObject.namespace',
    'involvedObject.uid',
    'reason',
    'type',
    'source',
  ],
  Job: ['status.successful'],
  Namespace: ['status.phase'],
  Node: ['spec.unschedulable'],
};

/** `a=b`, `a==b`, `a!=b`, joined by commas. Throws a 400 for a field that the kind cannot be selected by. */
export function fieldSelector(kind: string, text: string): Selector {
  const terms = text.split(',').filter((term) => term.trim() !== '');
  const tests = terms.map((term) => fieldTest(kind, term.trim()));
  return (object) => tests.every((holds) => holds(object));
}

function fieldTest(kind: string, term: string): Selector {
  const [, field = '', operator, value] = /^([\w.]+)(==?|!=)(.*)$/.exec(term) ?? [];
  if (operator === undefined) throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`);
  const known = ['metadata.name', 'metadata.namespace', ...(FIELDS[kind] ?? [])];
  if (!known.includes(field)) throw badRequest(`field label not supported: ${field}`);
  return (object) => (fieldOf(object, field) === value) === (operator !== '!=');
}

function fieldOf(object: unknown, path: string): string {
  let value = object;
  for (const part of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[part];
  return value === undefined || value === null ? '' : String(value);
}
