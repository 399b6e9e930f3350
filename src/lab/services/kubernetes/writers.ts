import { type KubernetesObject, type Writer, wholeSecond } from './objects.ts';

/**
 * Who wrote what last, after a change: the status is written by controllers and kubelets, all else by somebody. As of
 * Kubernetes before 1.22, without `subresource`.
 */
export function writersOf(
  before: KubernetesObject | undefined,
  after: KubernetesObject,
  now: number,
): readonly Writer[] {
  const changed = fieldsOf(after).filter((field) => !before || isOther(before[field], after[field]));
  const known = before?.metadata.managedFields ?? [];
  const written = [
    noted(
      'kubectl',
      changed.filter((field) => field !== 'status'),
      after,
      now,
    ),
    noted(
      'kube-controller-manager',
      changed.filter((field) => field === 'status'),
      after,
      now,
    ),
  ].filter((writer) => writer !== undefined);
  return [...known.filter(({ manager }) => !written.some((writer) => writer.manager === manager)), ...written];
}

function fieldsOf(object: KubernetesObject): readonly string[] {
  return Object.keys(object).filter((field) => !['apiVersion', 'kind', 'metadata'].includes(field));
}

function isOther(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) !== JSON.stringify(other);
}

function noted(
  manager: string,
  fields: readonly string[],
  { apiVersion = '' }: KubernetesObject,
  now: number,
): Writer | undefined {
  if (fields.length === 0) return undefined;
  const fieldsV1 = Object.fromEntries(fields.map((field) => [`f:${field}`, {}]));
  return { manager, operation: 'Update', apiVersion, time: wholeSecond(now), fieldsType: 'FieldsV1', fieldsV1 };
}
