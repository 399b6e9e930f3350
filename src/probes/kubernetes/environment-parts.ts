import type { z } from 'zod';
import type { EnvironmentPart, PartKind, UnseenParts } from '#investigation/observation.ts';
import type { Probe, Sighting } from '#investigation/probe.ts';
import { redactDeep } from '#lib/redact.ts';
import type { Listable } from './collection.ts';
import { type Gathering, gather } from './gather.ts';
import type { KubernetesProbeOptions } from './options.ts';
import { metadataSchema, nodeSchema, quotaSchema, workloadSchema } from './part-objects.ts';
import { namedPart, nodePart, quotaPart, workloadPart } from './part-of.ts';

/** Of more parts of a kind none is told: a part that is left out would seem gone. */
const MOST_PARTS = 300;

/** One look at what the environment is made of. Nobody waits for it, and what it may not list is not missed. */
export function environmentPartsProbe({ connection, clock, redactor }: KubernetesProbeOptions): Probe {
  return {
    id: 'environment-parts',
    sees: ['environment-parts'],
    about: 'environment',
    async *watch(_subject, signal): AsyncGenerator<Sighting> {
      if (signal.aborted) return;
      const redact = redactor?.redactDeep ?? redactDeep;
      const lists = await listAll({ connection, clock, signal, redact });
      yield {
        at: clock.now(),
        fact: {
          kind: 'environment-parts',
          complete: lists.flatMap(({ what, unseen }) => (unseen ? [] : [what])),
          parts: lists.flatMap(({ parts, unseen }) => (unseen ? [] : parts)),
          notSeen: lists.flatMap(({ unseen }) => unseen ?? []),
        },
      };
    },
  };
}

interface Listed {
  readonly what: PartKind;
  readonly parts: readonly EnvironmentPart[];
  readonly unseen?: UnseenParts;
}

function listAll(gathering: Gathering): Promise<readonly Listed[]> {
  const look = <Shape extends z.ZodType>(
    what: PartKind,
    collection: Listable,
    shape: Shape,
    factOf: (object: z.output<Shape>) => EnvironmentPart | undefined,
  ) => lookAt(gathering, what, { collection, shape, factOf });
  const named = (what: PartKind, resource: Listable['resource']) =>
    look(what, { resource, metadataOnly: true }, metadataSchema, (object) => namedPart(what, object));
  const workload = (what: PartKind, resource: Listable['resource']) =>
    look(what, { resource }, workloadSchema, (object) => workloadPart(what, object));
  return Promise.all([
    workload('Deployment', 'deployments'),
    workload('StatefulSet', 'statefulsets'),
    named('ConfigMap', 'configmaps'),
    named('Secret', 'secrets'),
    look('ResourceQuota', { resource: 'resourcequotas' }, quotaSchema, quotaPart),
    look('Node', { resource: 'nodes' }, nodeSchema, nodePart),
  ]);
}

interface Looked<Shape extends z.ZodType> {
  readonly collection: Listable;
  readonly shape: Shape;
  readonly factOf: (object: z.output<Shape>) => EnvironmentPart | undefined;
}

async function lookAt<Shape extends z.ZodType>(
  gathering: Gathering,
  what: PartKind,
  looked: Looked<Shape>,
): Promise<Listed> {
  const { facts, gap } = await gather(gathering, { kind: 'environment-parts', ...looked });
  const reason = gap?.reason ?? (facts.length > MOST_PARTS ? 'cut-short' : undefined);
  return { what, parts: facts, ...(reason && { unseen: { what, reason } }) };
}
