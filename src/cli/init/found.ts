import { z } from 'zod';
import { systemClock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import { connectKubernetes, type KubernetesSettings } from '#probes/kubernetes/client.ts';
import { type Listable, list } from '#probes/kubernetes/collection.ts';

/** What a namespace seems to have of the stack: addresses without logins. */
export interface Found {
  readonly focusServer?: string;
  readonly amqp?: string;
  readonly management?: string;
  readonly mongodb?: string;
  readonly backendSelector?: string;
}

/** What was found, and a sentence where it could not be looked for. */
export type Looked = { readonly found: Found; readonly trouble?: string };

const port = z.object({
  name: z.string().catch(''),
  port: z.number(),
  nodePort: z.number().optional().catch(undefined),
});
const service = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({ ports: z.array(port).catch([]) }),
});
const pod = z.object({
  metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()).catch({}) }),
});

type Service = z.output<typeof service>;

const LOOK_MS = 5_000;

/** Looks for the stack's Services and the backend's pods. `host`: of a node, for who is outside of the cluster. */
export async function findStack(settings: KubernetesSettings, host: string | undefined): Promise<Looked> {
  const connection = connectKubernetes(settings, systemClock);
  await connection.prepare();
  const signal = systemClock.timeout(LOOK_MS);
  const all = async <T extends z.ZodType>(resource: Listable['resource'], schema: T): Promise<z.output<T>[]> => {
    const reading = { connection, clock: systemClock, collection: { resource }, signal, patienceMs: LOOK_MS };
    const { items } = await list(reading);
    return items.flatMap(({ object }) => schema.safeParse(object).data ?? []);
  };
  try {
    const [services, pods] = await Promise.all([all('services', service), all('pods', pod)]);
    const at = addressesIn(services, settings, host);
    return {
      found: {
        ...present(
          'focusServer',
          at('http', (name) => /focus-?server/.test(name)),
        ),
        ...present(
          'amqp',
          at('amqp', () => true, 5672),
        ),
        ...present(
          'management',
          at('http', () => true, 15_672),
        ),
        ...present(
          'mongodb',
          at('mongodb', () => true, 27_017),
        ),
        ...present('backendSelector', selectorOf(pods)),
      },
    };
  } catch (error) {
    return { found: {}, trouble: describeError(signal.aborted ? signal.reason : error) };
  }
}

function present<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: string });
}

/** Inside the cluster by the Service's name, outside by the port that it has on each node. */
function addressesIn(
  services: readonly Service[],
  { inCluster, namespace }: KubernetesSettings,
  host: string | undefined,
) {
  return (scheme: string, isNamed: (service: string) => boolean, wanted?: number): string | undefined => {
    for (const { metadata, spec } of services) {
      const at = spec.ports.find(({ port }) => wanted === undefined || port === wanted);
      if (!at || !isNamed(metadata.name) || metadata.name.startsWith('grpc-service-')) continue;
      if (!inCluster && host !== undefined && at.nodePort !== undefined) return `${scheme}://${host}:${at.nodePort}`;
      return `${scheme}://${metadata.name}.${namespace}.svc:${at.port}`;
    }
    return undefined;
  };
}

const LABELS = ['app.kubernetes.io/name', 'app'];

/** The label by which the backend's pods are told from others. */
function selectorOf(pods: readonly z.output<typeof pod>[]): string | undefined {
  const backend = pods.find(({ metadata: { name } }) => /focus-?server/.test(name));
  const label = LABELS.find((each) => backend?.metadata.labels[each] !== undefined);
  return label && `${label}=${backend?.metadata.labels[label]}`;
}
