import type { Kind } from './objects.ts';
import { StatusError } from './statuses.ts';

/** What may not be done; `*` stands for every verb, or for every resource. */
export interface Denial {
  readonly verb: 'get' | 'list' | 'watch' | '*';
  /** Such as `pods` or `pods/log`. */
  readonly resource: string;
}

export interface Attempt {
  readonly verb: string;
  readonly kind: Kind;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

const USER = 'system:serviceaccount:focus-bot:focus-bot';

export function isDenied(denials: readonly Denial[], verb: string, resource: string): boolean {
  return denials.some((denial) => [verb, '*'].includes(denial.verb) && [resource, '*'].includes(denial.resource));
}

/** The 403 of an attempt, in the words of RBAC. */
export function forbidden({ verb, kind, subresource, namespace, name }: Attempt): StatusError {
  const plural = kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;
  const subject = name === undefined ? plural : `${plural} "${name}"`;
  const resource = resourceOf({ kind, ...(subresource === undefined ? {} : { subresource }) });
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const message = `${subject} is forbidden: User "${USER}" cannot ${verb} resource "${resource}" in API group "${kind.group}" ${where}`;
  return new StatusError(403, 'Forbidden', message, {
    ...(name === undefined ? {} : { name }),
    ...(kind.group === '' ? {} : { group: kind.group }),
    kind: kind.plural,
  });
}

export function resourceOf({ kind, subresource }: Pick<Attempt, 'kind' | 'subresource'>): string {
  return subresource === undefined ? kind.plural : `${kind.plural}/${subresource}`;
}

/** Answers `POST selfsubjectaccessreviews`: the review with its status. */
export function review(denials: readonly Denial[], body: unknown): object {
  const { spec } = (body ?? {}) as { spec?: { resourceAttributes?: Record<string, string> } };
  const { verb = '', resource = '', subresource } = spec?.resourceAttributes ?? {};
  const allowed = !isDenied(denials, verb, subresource ? `${resource}/${subresource}` : resource);
  return {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: { creationTimestamp: null },
    spec: spec ?? {},
    status: { allowed },
  };
}
