import { text } from 'node:stream/consumers';
import { splitLines } from '#lib/lines.ts';
import type { Answer, Asking, KubernetesConnection, Query } from '#probes/kubernetes/client.ts';

interface Metadata {
  readonly name: string;
  readonly resourceVersion?: string;
  readonly continue?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly managedFields?: readonly { readonly time: string; readonly fieldsV1: object }[];
}

interface Body {
  readonly kind?: string;
  readonly metadata: Metadata;
  readonly items: readonly { readonly kind?: string; readonly metadata: Metadata }[];
  readonly reason?: string;
  readonly message?: string;
}

export interface WatchedEvent {
  readonly type: string;
  readonly object: { readonly metadata: Metadata };
}

/** Asks an API server in the raw, with paths inside the namespace such as `pods/x/log`. */
export interface KubernetesReader {
  get(
    path: string,
    query?: Query,
    accept?: string,
  ): Promise<{ readonly status: number; readonly date?: string; readonly body: Body }>;
  at(path: string): Promise<{ readonly status: number; readonly body: unknown }>;
  text(path: string, query?: Query): Promise<{ readonly status: number; readonly text: string }>;
  /** Resolves once the answer has begun, with a promise of all of it. */
  begin(path: string, query: Query): Promise<{ readonly rest: Promise<string> }>;
  /** Events until one is the last, or the server ends the watch. */
  watch(path: string, query: Query, isLast: (event: WatchedEvent) => boolean): Promise<readonly WatchedEvent[]>;
  /** What a SelfSubjectAccessReview says. */
  may(verb: string, resource: string, subresource?: string): Promise<boolean>;
}

export function openReader(connection: KubernetesConnection): KubernetesReader {
  const { namespace } = connection.settings;
  const ask = (
    path: string,
    query: Query,
    { signal = new AbortController().signal, ...more }: Partial<Asking> = {},
  ): Promise<Answer> =>
    connection.ask(`${path.startsWith('jobs') ? '/apis/batch/v1' : '/api/v1'}/namespaces/${namespace}/${path}`, query, {
      signal,
      ...more,
    });
  return {
    get: async (path, query = {}, accept = 'application/json') => {
      const { status, date, body } = await ask(path, query, { accept });
      return { status, ...(date === undefined ? {} : { date }), body: JSON.parse(await text(body)) as Body };
    },
    at: async (path) => {
      const { status, body } = await connection.ask(path, {}, { signal: new AbortController().signal });
      return { status, body: JSON.parse(await text(body)) as unknown };
    },
    text: async (path, query = {}) => {
      const { status, body } = await ask(path, query);
      return { status, text: await text(body) };
    },
    begin: async (path, query) => ({ rest: text((await ask(path, query)).body) }),
    watch: async (path, query, isLast) => {
      const done = new AbortController();
      const { body } = await ask(path, { ...query, watch: true }, { signal: done.signal });
      const events: WatchedEvent[] = [];
      reading: for await (const { texts, isOpen } of splitLines(body, 1e7)) {
        for (const line of isOpen ? [] : texts) {
          const event = JSON.parse(line) as WatchedEvent;
          events.push(event);
          if (isLast(event)) break reading;
        }
      }
      done.abort();
      return events;
    },
    may: async (verb, resource, subresource) => {
      const resourceAttributes = { namespace, verb, resource, ...(subresource === undefined ? {} : { subresource }) };
      const body = {
        kind: 'SelfSubjectAccessReview',
        apiVersion: 'authorization.k8s.io/v1',
        spec: { resourceAttributes },
      };
      const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
      const answer = await connection.ask(path, {}, { signal: new AbortController().signal, body });
      const review = JSON.parse(await text(answer.body)) as { status: { allowed: boolean } };
      return review.status.allowed;
    },
  };
}
