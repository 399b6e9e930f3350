import { backendPods, silent } from './backend-down.ts';
import { all, last } from './looks.ts';
import type { Rule } from './rule.ts';

/** Focus Server does not answer the bot, while Kubernetes says that it is Ready: the way there, not the server. */
export const backendUnreachable: Rule = {
  id: 'backend-unreachable',
  needs: ['ack-answer', 'pod-state'],
  explains: ['configure-refused'],
  blames: 'path',
  find(timeline) {
    const pods = backendPods(timeline);
    const ack = last(timeline, 'ack-answer');
    if (!silent(timeline) || !ack || pods.length === 0 || !pods.every(({ fact }) => fact.ready)) return undefined;
    const { configure, environment } = timeline.evidence.subject;
    const came =
      configure?.status === undefined ? (configure ?? ack.fact).detail : `${configure.status} from the gateway`;
    return {
      summary: `Focus Server of ${environment} did not answer the bot (${came}), though its pod is Ready: the way to it is broken`,
      remedy: `Check ingress, Service and network between the bot and Focus Server; ask GET /ack from another place`,
      because: [...all(timeline, 'configure-answer'), ack, ...pods.slice(0, 2)],
    };
  },
};
