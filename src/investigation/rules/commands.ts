import type { Timeline } from '../timeline.ts';

/** `kubectl -n panda <rest>`; what is not known stays a placeholder to fill in. */
export function kubectl({ evidence }: Timeline, rest: string): string {
  const { namespace = '<namespace>', context } = evidence.subject.stack ?? {};
  return `kubectl${context === undefined ? '' : ` --context ${context}`} -n ${namespace} ${rest}`;
}

/** The backend's pods, as a selector of kubectl. */
export function backendSelector({ evidence }: Timeline): string {
  return evidence.subject.stack?.backendSelector ?? '<backend selector>';
}

/** `curl -sk https://host/focus-server/<path>`. */
export function curl({ evidence }: Timeline, path: string): string {
  return `curl -sk ${evidence.subject.stack?.focusServer ?? '<base url>'}${path}`;
}

/** In the pod of the broker. */
export function rabbitmqctl(timeline: Timeline, rest: string): string {
  const { vhost = '/' } = timeline.evidence.subject.stack ?? {};
  return kubectl(timeline, `exec rabbitmq-panda-0 -- rabbitmqctl ${rest.replaceAll('<vhost>', vhost)}`);
}
