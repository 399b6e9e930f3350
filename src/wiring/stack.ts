import type { Environment } from '#config/environment.ts';
import type { Probe } from '#investigation/probe.ts';
import type { StackNames, Subject } from '#investigation/subject.ts';
import type { Clock } from '#lib/clock.ts';
import type { Redactor } from '#lib/redact.ts';
import { openProbes } from '#probes/index.ts';
import type { KubernetesConnection } from '#probes/kubernetes/client.ts';
import { type Snapshot, takeSnapshot } from '#probes/kubernetes/snapshot.ts';
import { throughTunnelOf } from './tunnel.ts';

/** One environment with all that looks at it. */
export interface Stack {
  readonly environment: Environment;
  readonly probes: readonly Probe[];
  /** Absent where Kubernetes is not configured. */
  readonly kubernetes?: KubernetesConnection;
  /** One look at the namespace; undefined where Kubernetes is not configured. */
  snapshot(signal: AbortSignal): Promise<Snapshot> | undefined;
}

/** What a look at an environment takes. */
export function lookingAt({ environment, probes }: Stack) {
  return { probes, limits: environment.limits, ...setUpOf(environment) };
}

/** What its environment's settings say of a subject, besides the limits. */
export function setUpOf(environment: Environment): Pick<Subject, 'ready'> & { readonly stack: StackNames } {
  const { ready } = environment;
  return { stack: stackNames(environment), ...(ready !== 'metadata' && { ready }) };
}

export async function openStacks(
  environments: readonly Environment[],
  clock: Clock,
  redactor: Redactor,
): Promise<ReadonlyMap<string, Stack>> {
  const stacks = new Map<string, Stack>();
  for (const configured of environments) {
    const environment = throughTunnelOf(configured, clock);
    const { probes, kubernetes } = await openProbes(environment, clock, redactor);
    stacks.set(environment.name, {
      environment,
      probes,
      ...(kubernetes && { kubernetes }),
      snapshot: (signal) => kubernetes && takeSnapshot({ connection: kubernetes, clock, signal }),
    });
  }
  return stacks;
}

/** What the parts of an environment are called, for commands to paste. Of a URL only what leads there: no login, no query. */
export function stackNames({ focusServer, kubernetes, rabbitmq, mongodb }: Environment): StackNames {
  const { origin, pathname } = new URL(focusServer.url);
  return {
    focusServer: `${origin}${pathname.replace(/(?<!\/)\/+$/, '')}`,
    ...(kubernetes && { namespace: kubernetes.namespace, backendSelector: kubernetes.backendSelector }),
    ...(kubernetes?.context !== undefined && { context: kubernetes.context }),
    ...(rabbitmq && { vhost: rabbitmq.vhost }),
    ...(mongodb && { database: mongodb.database }),
  };
}
