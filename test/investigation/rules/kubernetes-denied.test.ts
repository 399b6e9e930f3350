import { expect, it } from 'vitest';
import { diagnose } from '#investigation/diagnosis/diagnose.ts';
import type { FactKind } from '#investigation/observation.ts';
import { rules } from '#investigation/rules/index.ts';
import { kubernetesDenied } from '#investigation/rules/kubernetes-denied.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import { ack, but, evidence, live, metadata, noConsumerRun, withGaps } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

function refused(kind: FactKind, resource: string, verb = 'list', user = 'system:serviceaccount:focus:focus-bot') {
  const words = `${resource} is forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "" in the namespace "panda"`;
  return {
    kinds: [kind],
    reason: 'refused',
    detail: `listing ${resource} in namespace panda answered 403: ${words}`,
  } as const;
}
const unanswered = evidence([live(5, true), ack(4, true), metadata(900, 'network-error')]);
const everything = [
  refused('pod-state', 'pods'),
  refused('kubernetes-job-state', 'jobs'),
  refused('service-state', 'services'),
  refused('kubernetes-event', 'events'),
  refused('log-line', 'pods'),
];
const unknown = {
  kinds: ['pod-state'],
  reason: 'refused',
  detail: 'listing pods in namespace panda answered 401: Unauthorized',
} as const;

testRule(kubernetesDenied, {
  cause: {
    'nothing of Kubernetes may be looked at, and metadata was not reached': withGaps(unanswered, ...everything),
    'only logs may not be read': withGaps(unanswered, refused('log-line', 'pods/log', 'get')),
    'Kubernetes does not know who asks': withGaps(unanswered, unknown),
    'the words of the refusal are others': withGaps(unanswered, {
      ...unknown,
      detail: 'listing pods answered 403: no',
    }),
  },
  not: {
    'Kubernetes is not configured': evidence([], { blind: ['pod-state', 'log-line'] }),
    'Kubernetes did not answer': withGaps(evidence([]), { ...unknown, reason: 'timed-out' }),
    'RabbitMQ refused': withGaps(evidence([]), {
      kinds: ['queue-state'],
      reason: 'refused',
      detail: '401 Unauthorized',
    }),
  },
});

it('names each verb on each resource once, and makes the Role and its binding', () => {
  const stack = { focusServer: 'https://focus.lab', namespace: 'panda' };
  const seen = withGaps(
    evidence([ack(4, true)], { subject: { stack } }),
    ...everything,
    refused('log-line', 'pods/log', 'get'),
  );
  const found = kubernetesDenied.find(buildTimeline(seen));
  expect(found?.summary).toBe(
    'The bot may not list pods, jobs, services and events, and get pods/log in namespace panda: Kubernetes answered 403, so what was not seen is pods, Kubernetes Jobs, the Service, Kubernetes events and logs',
  );
  expect(found?.commands).toEqual([
    'kubectl -n panda create role focus-bot --verb=get,list,watch --resource=pods,pods/log,services,events,jobs.batch --dry-run=client -o yaml | kubectl -n panda apply -f -',
    'kubectl -n panda create rolebinding focus-bot --role=focus-bot --serviceaccount=focus:focus-bot --dry-run=client -o yaml | kubectl -n panda apply -f -',
    'kubectl -n panda auth can-i list pods --as=system:serviceaccount:focus:focus-bot',
    'kubectl -n panda auth can-i list jobs --as=system:serviceaccount:focus:focus-bot',
  ]);
});

it('puts no name into a command that a shell would take apart', () => {
  const seen = withGaps(evidence([ack(4, true)]), refused('pod-state', 'pods', 'list', 'me;rm$(x)'));
  expect(kubernetesDenied.find(buildTimeline(seen))?.commands?.join()).not.toContain('rm$(x)');
});

it('is never the cause of a consumer that Focus Server says is missing', () => {
  const broken = withGaps(evidence(but(noConsumerRun, ['pod-state'])), ...everything);
  const { cause, alsoFound } = diagnose(buildTimeline(broken), rules);
  expect(cause).toBeUndefined();
  expect(alsoFound.map(({ rule }) => rule.id)).toEqual(['kubernetes-denied']);
});

it('makes the Role alone where the refusal does not say who asked', () => {
  const found = kubernetesDenied.find(
    buildTimeline(withGaps(evidence([]), { ...unknown, detail: 'answered 403: no' })),
  );
  expect(found?.commands?.map((command) => command.split(' ')[4])).toEqual(['role']);
});
