import type { Environment } from '#config/environment.ts';
import type { StackNames } from '#investigation/subject.ts';

/** What the parts of an environment are called, for commands to paste. Of a URL only what leads there: no login, no query. */
export function stackNames({ focusServer, kubernetes, rabbitmq, mongodb }: Environment): StackNames {
  const { origin, pathname } = new URL(focusServer.url);
  return {
    focusServer: `${origin}${pathname.replace(/\/+$/, '')}`,
    ...(kubernetes && { namespace: kubernetes.namespace, backendSelector: kubernetes.backendSelector }),
    ...(kubernetes?.context !== undefined && { context: kubernetes.context }),
    ...(rabbitmq && { vhost: rabbitmq.vhost }),
    ...(mongodb && { database: mongodb.database }),
  };
}
