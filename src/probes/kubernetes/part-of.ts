import { jobIdIn } from '#investigation/job-id.ts';
import type { EnvironmentPart, PartKind } from '#investigation/observation.ts';
import { counted } from '#lib/counted.ts';
import type { Node, PartMeta, Quota, Workload, Writer } from './part-objects.ts';
import { present } from './pod-state.ts';

/** The controllers of the cluster: what they write nobody changed. */
const CONTROLLERS = 'kube-controller-manager';
const OF_JOBS: readonly string[] = ['Job', 'Pod'];
const LONGEST = 400;

/** A ConfigMap or a Secret, by its metadata alone; undefined for one that changes by itself. */
export function namedPart(what: PartKind, { metadata }: { readonly metadata: PartMeta }): EnvironmentPart | undefined {
  const { managedFields: writers } = metadata;
  const isControllers = writers.length > 0 && writers.every(({ manager }) => manager === CONTROLLERS);
  const isElection = metadata.annotations.isElection;
  return isControllers || isElection
    ? undefined
    : part(what, metadata, [`resource version ${metadata.resourceVersion}`], () => true);
}

/** A Deployment or a StatefulSet. How many replicas there are is nobody's choice where a controller scales it. */
export function workloadPart(what: PartKind, { metadata, spec, status }: Workload): EnvironmentPart | undefined {
  const { containers, initContainers } = spec.template.spec;
  const images = [...initContainers, ...containers].map(({ image }) => image);
  const isScaled = metadata.managedFields.some(
    (writer) => writer.manager === CONTROLLERS && 'f:spec' in writer.fieldsV1,
  );
  const revision = metadata.annotations.revision ?? status.updateRevision;
  return part(what, metadata, [
    images.join(', ').slice(0, LONGEST),
    ...(isScaled ? [] : [counted(spec.replicas ?? 1, 'replica')]),
    ...(revision === undefined ? [] : [`revision ${revision}`]),
  ]);
}

export function quotaPart({ metadata, spec }: Quota): EnvironmentPart | undefined {
  return part('ResourceQuota', metadata, [amountsOf(spec.hard).slice(0, LONGEST)]);
}

export function nodePart({ metadata, spec, status }: Node): EnvironmentPart | undefined {
  const gpus = Object.entries(status.allocatable).filter(([resource]) => /\bgpu\b/.test(resource));
  return part('Node', metadata, [
    ...(status.nodeInfo.kubeletVersion === undefined ? [] : [`kubelet ${status.nodeInfo.kubeletVersion}`]),
    ...(spec.unschedulable ? ['cordoned'] : []),
    ...(gpus.length > 0 ? [amountsOf(Object.fromEntries(gpus)).slice(0, LONGEST)] : []),
  ]);
}

/** `pods 20, requests.cpu 8`, in alphabetical order. */
function amountsOf(amounts: Readonly<Record<string, string | number>>): string {
  const each = Object.entries(amounts).map(([resource, amount]) => `${resource} ${amount}`);
  return each.sort().join(', ');
}

function part(
  what: PartKind,
  metadata: PartMeta,
  version: readonly string[],
  isMeant = ({ fieldsV1 }: Writer) => 'f:spec' in fieldsV1,
): EnvironmentPart | undefined {
  const { name, ownerReferences, managedFields, creationTimestamp } = metadata;
  // A job's own come and go with it.
  if (jobIdIn(name) !== undefined || ownerReferences.some(({ kind }) => OF_JOBS.includes(kind))) return undefined;
  const times = managedFields
    .filter((writer) => isBySomebody(writer) && isMeant(writer))
    .flatMap(({ time }) => time ?? []);
  const changedStamp = times.length > 0 ? Math.max(...times) : creationTimestamp;
  return { what, name, version: version.join('; '), ...present('changedStamp', changedStamp) };
}

/** Before Kubernetes 1.22 there is no `subresource`: there a status shows by its fields, which are not the spec. */
function isBySomebody({ manager, subresource }: Writer): boolean {
  return manager !== CONTROLLERS && subresource !== 'status';
}
