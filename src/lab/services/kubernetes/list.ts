import { apiVersionOf, type Kind, type StoredObject } from './objects.ts';
import type { Selector } from './selectors.ts';
import { badRequest, expired, StatusError, tooLarge } from './statuses.ts';
import { type Store, sortKey } from './store.ts';

const TOKEN_EXPIRED =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

export interface ObjectList {
  readonly metadata: object;
  readonly items: readonly { readonly metadata: object }[];
  readonly [field: string]: unknown;
}

/** The objects of a kind, page by page at one version, as `limit`, `continue` and `resourceVersion` ask for. */
export function listOf(store: Store, kind: Kind, selects: Selector, query: URLSearchParams): ObjectList {
  const token = continuation(query.get('continue'));
  const version = token ? token.version : versionFor(store, query);
  if (token && store.isForgotten(version)) throw expired(TOKEN_EXPIRED);
  const all = store
    .at(kind.kind, version)
    .filter((object) => selects(object) && (!token || sortKey(object) > token.after));
  const limit = Number(query.get('limit') ?? 0);
  const page = limit > 0 ? all.slice(0, limit) : all;
  const last = page.at(-1);
  const rest = all.length - page.length;
  return {
    kind: `${kind.kind}List`,
    apiVersion: apiVersionOf(kind),
    metadata: {
      resourceVersion: String(version),
      ...(rest > 0 && last ? { continue: tokenOf({ version, after: sortKey(last) }), remainingItemCount: rest } : {}),
    },
    items: page.map(withoutKind),
  };
}

/** Throws a 500 for what is no version, as the server does. */
export function parseVersion(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const problem = `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;
  throw new StatusError(500, undefined, `resourceVersion: Invalid value: ${JSON.stringify(text)}: ${problem}`);
}

function versionFor(store: Store, query: URLSearchParams): number {
  const text = query.get('resourceVersion') ?? '';
  const wanted = text === '' ? 0 : parseVersion(text);
  if (wanted > store.version()) throw tooLarge(text, store.version());
  if (query.get('resourceVersionMatch') !== 'Exact') return store.version();
  if (store.isForgotten(wanted)) throw expired(`The resourceVersion for the provided list is too old.`);
  return wanted;
}

interface Token {
  readonly version: number;
  readonly after: string;
}

function tokenOf(token: Token): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

function continuation(text: string | null): Token | undefined {
  if (!text) return undefined;
  try {
    const { version, after } = JSON.parse(Buffer.from(text, 'base64url').toString()) as Token;
    if (Number.isInteger(version) && typeof after === 'string') return { version, after };
  } catch {
    // Not one of ours: the same answer as for one of the wrong shape.
  }
  throw badRequest('invalid continue token: continue key is not valid');
}

/** The items of a list come without their kind, as from the real server. */
function withoutKind({ kind: _kind, apiVersion: _apiVersion, ...object }: StoredObject): { readonly metadata: object } {
  return object;
}
