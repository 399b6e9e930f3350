import type { StackNames } from '../subject.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** `kubectl -n panda <rest>`; what is not known stays a placeholder to fill in. */
export function kubectl({ evidence }: Timeline, rest: string): string {
  return kubectlIn(evidence.subject.stack ?? {}, rest);
}

export function kubectlIn({ namespace, context }: Partial<StackNames>, rest: string): string {
  const where = context === undefined ? '' : ` --context ${word(context)}`;
  return `kubectl${where} -n ${namespace === undefined ? '<namespace>' : word(namespace)} ${rest}`;
}

/** The backend's pods, as a selector of kubectl. */
export function backendSelector({ evidence }: Timeline): string {
  const { backendSelector: selector } = evidence.subject.stack ?? {};
  return selector === undefined ? '<backend selector>' : word(selector);
}

/** `curl -sk https://host/focus-server/<path>`. */
export function curl({ evidence }: Timeline, path: string): string {
  const { focusServer } = evidence.subject.stack ?? {};
  return `curl -sk ${focusServer === undefined ? '<base url>' : word(focusServer)}${path}`;
}

/** In the pod of the broker. */
export function rabbitmqctl(timeline: Timeline, rest: string): string {
  const { vhost = '/' } = timeline.evidence.subject.stack ?? {};
  return kubectl(timeline, `exec rabbitmq-panda-0 -- rabbitmqctl ${rest.replaceAll('<vhost>', word(vhost))}`);
}

/** One word of a shell's command, whatever stands in evidence that came from elsewhere. */
function word(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
