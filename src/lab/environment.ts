import type { Fault } from './scenario.ts';
import { BACKEND_SELECTOR, NAMESPACE } from './world/objects.ts';
import type { World } from './world/world.ts';

/** More jobs than any story has. */
const CAPACITY = 20;

/** The world as an environment of focus.yml, without the parts that the faults take away. */
export function environmentSettings(world: World, kubeconfig: string, faults: readonly Fault[]): object {
  const { amqpUrl, managementUrl, user, password } = world.rabbitmq;
  const login = (url: string) => url.replace('://', `://${user}:${password}@`);
  const parts = {
    kubernetes: { kubeconfig, context: 'lab', namespace: NAMESPACE, backendSelector: BACKEND_SELECTOR },
    rabbitmq: { amqpUrl: login(amqpUrl), managementUrl: login(managementUrl) },
    mongodb: { url: world.mongodb.url, database: 'prisma' },
  };
  const without: readonly string[] = faults.flatMap((fault) => (fault.kind === 'not-configured' ? fault.part : []));
  const configured = Object.entries(parts).filter(([part]) => !without.includes(part));
  const ready = faults.findLast((fault) => fault.kind === 'ready-by');
  return {
    focusServer: { url: world.focusServer.url },
    capacity: CAPACITY,
    ...(ready && { ready: ready.what }),
    ...Object.fromEntries(configured),
  };
}
