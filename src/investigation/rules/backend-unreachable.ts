import type { Rule } from '../finding.ts';
import { subjectKinds } from '../subject.ts';
import { backendPods, silent } from './backend-down.ts';
import { curl, kubectl } from './commands.ts';
import { all, last } from './read-timeline.ts';

/** Focus Server does not answer the bot, while Kubernetes says that it is Ready: the way there, not the server. */
export const backendUnreachable: Rule = {
  id: 'backend-unreachable',
  means: 'the way to Focus Server is broken',
  needs: ['ack-answer', 'pod-state'],
  explains: ['configure-refused', 'configure-unanswered'],
  blames: 'path',
  asksOf: subjectKinds,
  find(timeline) {
    const pods = backendPods(timeline);
    const ack = last(timeline, 'ack-answer');
    const [pod] = pods;
    if (!silent(timeline) || !ack || !pod || !pods.every(({ fact }) => fact.ready)) return undefined;
    const { configure, environment } = timeline.evidence.subject;
    const asked = configure?.outcome === 'accepted' ? undefined : configure;
    const came = asked?.status === undefined ? (asked ?? ack.fact).detail : `${asked.status} from the gateway`;
    // The way did work for configure: what has only been silent since may be the server itself.
    const worked =
      configure?.outcome === 'accepted' && ack.fact.status === undefined && !/refused/i.test(ack.fact.detail);
    return {
      confidence: worked ? 'possible' : 'likely',
      headline: 'Focus Server does not answer the bot, though its pod is Ready: the way to it is broken',
      summary: `Focus Server of ${environment} did not answer the bot (${came}), though its pod is Ready: the way to it is broken`,
      remedy: 'Fix the ingress, the Service or the network between the bot and Focus Server',
      because: [...all(timeline, 'configure-answer'), ack, ...pods.slice(0, 2)],
      refuter: `GET /ack failing from inside ${pod.fact.name} too would show it wrong: then the server hangs behind a Ready pod`,
      commands: [
        kubectl(timeline, 'get ingress,svc,endpoints'),
        kubectl(timeline, `logs ${pod.fact.name} --tail=50`),
        curl(timeline, '/ack -v -m 5'),
      ],
    };
  },
};
