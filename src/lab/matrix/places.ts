import { type Environment, environment } from '#config/environment.ts';
import type { StackNames } from '#investigation/subject.ts';
import type { Fault } from '../scenario.ts';
import { BACKEND_SELECTOR, NAMESPACE } from '../world/objects.ts';
import type { World } from '../world/world.ts';

const DATABASE = 'prisma';

/** The world as an environment of the bot, without the parts that the faults take away. */
export function labEnvironment(world: World, kubeconfig: string, faults: readonly Fault[]): Environment {
  const { amqpUrl, managementUrl, user, password } = world.rabbitmq;
  const login = (url: string) => url.replace('://', `://${user}:${password}@`);
  const parts = {
    kubernetes: { kubeconfig, context: 'lab', namespace: NAMESPACE, backendSelector: BACKEND_SELECTOR },
    rabbitmq: { amqpUrl: login(amqpUrl), managementUrl: login(managementUrl) },
    mongodb: { url: world.mongodb.url, database: DATABASE },
  };
  const without: readonly string[] = faults.flatMap((fault) => (fault.kind === 'not-configured' ? fault.part : []));
  const configured = Object.entries(parts).filter(([part]) => !without.includes(part));
  const settings = { focusServer: { url: world.focusServer.url }, ...Object.fromEntries(configured) };
  return { name: 'lab', ...environment.parse(settings) };
}

/** What its parts are called, for commands to paste. */
export function stackNames({ focusServer, kubernetes, rabbitmq, mongodb }: Environment): StackNames {
  return {
    focusServer: focusServer.url,
    ...(kubernetes && { namespace: kubernetes.namespace, backendSelector: kubernetes.backendSelector }),
    ...(kubernetes?.context !== undefined && { context: kubernetes.context }),
    ...(rabbitmq && { vhost: rabbitmq.vhost }),
    ...(mongodb && { database: mongodb.database }),
  };
}
