import querystring from 'node:querystring';
import { type Kind, kinds } from './objects.ts';

export type Route =
  | {
      readonly kind: 'objects';
      readonly of: Kind;
      readonly namespace?: string;
      readonly name?: string;
      readonly log: boolean;
    }
  | { readonly kind: 'document'; readonly body: object }
  | { readonly kind: 'health' }
  | { readonly kind: 'access-review' };

/** What a path of the API stands for; undefined for one that does not exist. */
export function routeOf(path: string): Route | undefined {
  if (['/healthz', '/livez', '/readyz'].includes(path)) return { kind: 'health' };
  if (path === '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews') return { kind: 'access-review' };
  const body = documents[path];
  return body ? { kind: 'document', body } : objectsRoute(path);
}

const OBJECTS =
  /^(?:\/api\/v1|\/apis\/(?<group>apps|batch)\/v1)(?:\/namespaces\/(?<namespace>[^/]+))?\/(?<plural>[a-z]+)(?:\/(?<name>[^/]+)(?<log>\/log)?)?$/;

function objectsRoute(path: string): Route | undefined {
  const { group = '', namespace, plural, name, log } = OBJECTS.exec(path)?.groups ?? {};
  // `/api/v1/namespaces/panda` reads as objects called "panda" of a namespace without one: it is the namespace itself.
  const of = kinds.find((kind) => kind.group === group && kind.plural === plural);
  if (!of || (namespace !== undefined && !of.namespaced)) return undefined;
  if (log !== undefined && of.plural !== 'pods') return undefined;
  return {
    kind: 'objects',
    of,
    ...(namespace === undefined ? {} : { namespace: querystring.unescape(namespace) }),
    ...(name === undefined ? {} : { name: querystring.unescape(name) }),
    log: log !== undefined,
  };
}

const verbs = ['get', 'list', 'watch'];

function resourcesOf(group: Kind['group'], groupVersion: string): object {
  const resources = kinds
    .filter((kind) => kind.group === group)
    .map(({ kind, plural, namespaced, shortNames }) => ({
      name: plural,
      singularName: '',
      namespaced,
      kind,
      verbs,
      shortNames,
    }));
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources };
}

const apps = { groupVersion: 'apps/v1', version: 'v1' };
const batch = { groupVersion: 'batch/v1', version: 'v1' };

/** The version of the cluster that was recorded, and as much discovery as kubectl needs. */
const documents: Readonly<Record<string, object>> = {
  '/version': {
    major: '1',
    minor: '20',
    gitVersion: 'v1.20.2',
    gitTreeState: 'clean',
    compiler: 'gc',
    platform: 'linux/amd64',
  },
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/apis': {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: [
      { name: 'apps', versions: [apps], preferredVersion: apps },
      { name: 'batch', versions: [batch], preferredVersion: batch },
    ],
  },
  '/api/v1': resourcesOf('', 'v1'),
  '/apis/apps/v1': resourcesOf('apps', 'apps/v1'),
  '/apis/batch/v1': resourcesOf('batch', 'batch/v1'),
};
